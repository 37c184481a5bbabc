// The event log, what counts it, and the places in it.
import type { Seam } from '../dialects/dialect.ts'
import type { Migration } from './migration.ts'

export const eventLog: Migration = {
  id: 1,
  name: 'event-log',
  up: (seam) => [...log(seam), ...analysis(seam), ...collecting(seam)],
}

/**
 * The event log. The list is in the order of (time, seq): people read by event time and filter on ranges of it, while
 * seq order is that of arrival, which imports and late frames break. A row of the log costs five index entries, chosen so that
 * most of them are narrow and grow at their end: by id (time-ordered uuids), by time, by series (one growing end per decky,
 * service and kind), by session (time-ordered uuids) and by attacker, the only one that is written all over.
 * Every index that ends in the row number serves keyset pages without a sort. `series` in the time and attacker indexes lets
 * a filter on decky, service, kind and source be decided without touching the row.
 */
function log({ types, createTable, createIndex }: Seam): string[] {
  const { id, word, text, json, integer, autoKey } = types
  return [
    createTable('counters', [`name ${word} primary key`, `value ${integer} not null`]),
    `insert into counters (name, value) values ('events', 0), ('findings', 0), ('audit', 0), ('quarantine', 0)`,
    createTable('series', [
      `id ${autoKey}`,
      `"key" ${word} not null unique`,
      `decky_id ${id} not null`,
      `decky ${word} not null`,
      `service ${word}`,
      `kind ${word} not null`,
      `source ${word} not null`,
      `event_count ${integer} not null`,
    ]),
    createTable('events', [
      `seq ${integer} primary key`,
      `id ${id} not null unique`,
      `time ${integer} not null`,
      `received ${integer} not null`,
      `kind ${word} not null`,
      `decky_id ${id} not null`,
      `decky ${word} not null`,
      `topology_id ${id}`,
      `service ${word}`,
      `session ${id}`,
      `attacker_uuid ${id}`,
      `peer_ip ${word}`,
      `peer_port ${integer}`,
      `local_port ${integer}`,
      `origin ${word} not null`,
      `source ${word} not null`,
      `host ${word} not null`,
      `clamped ${integer} not null`,
      `truncated ${integer} not null`,
      `facts ${json} not null`,
      `text ${text}`,
      `series ${integer} not null`,
    ]),
    createIndex('events_by_time', 'events (time, series)'),
    createIndex('events_by_series', 'events (series, time)'),
    createIndex('events_by_session', 'events (session, time)'),
    createIndex('events_by_attacker', 'events (attacker_uuid, time, series)'),
    createTable(
      'minutes',
      [
        `minute ${integer} not null`,
        `series ${integer} not null references series (id)`,
        `count ${integer} not null`,
        'primary key (minute, series)',
      ],
      {
        clustered: true,
      },
    ),
  ]
}

function analysis({ types, createTable, createIndex }: Seam): string[] {
  const { id, word, text, json, integer } = types
  return [
    createTable('findings', [
      `seq ${integer} primary key`,
      `id ${id} not null unique`,
      `analyzer ${word} not null`,
      `topic ${word} not null`,
      `subject ${word} not null`,
      `time ${integer} not null`,
      `payload ${json} not null`,
    ]),
    createIndex('findings_by_topic', 'findings (topic, seq)'),
    createIndex('findings_by_subject', 'findings (subject, seq)'),
    createTable('leases', [
      `name ${word} primary key`,
      `holder ${word} not null`,
      `fence ${integer} not null`,
      `expires_at ${integer} not null`,
    ]),
    createTable('analyzer_cursors', [
      `name ${word} primary key`,
      `cursor ${integer} not null`,
      `updated ${integer} not null`,
      `last_error ${text}`,
    ]),
  ]
}

function collecting({ types, createTable }: Seam): string[] {
  const { word, text, integer } = types
  const place = [`sensor ${word} not null`, `incarnation ${word} not null`, `segment ${integer} not null`, `position ${integer} not null`]
  return [
    createTable('spools', [...place, `closed_at ${integer}`, `updated ${integer} not null`, 'primary key (sensor, incarnation)']),
    createTable('quarantine', [
      `seq ${integer} primary key`,
      ...place,
      `time ${integer} not null`,
      `reason ${text} not null`,
      `frame_b64 ${text} not null`,
      'unique (sensor, incarnation, segment, position)',
    ]),
  ]
}
