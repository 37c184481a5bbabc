// The first tables.
import type { Seam } from '../dialects/dialect.ts'
import type { Migration } from './migration.ts'

export const firstTables: Migration = {
  id: 1,
  name: 'first-tables',
  up: (seam) => [
    ...log(seam),
    ...analysis(seam),
    ...attackers(seam),
    ...evidence(seam),
    ...control(seam),
    ...people(seam),
    ...collecting(seam),
  ],
}

/**
 * The event log. The list is in the order of (time, seq): people read by event time and filter on ranges of it, while
 * seq order is that of arrival, which imports and late frames break. A row of the log costs six index entries, chosen so that
 * most of them are narrow and grow at their end: by id (time-ordered uuids), by time, by series (one growing end per decky,
 * service and kind), by session (time-ordered uuids) and by attacker, the only one that is written all over.
 * Every index that ends in the row number serves keyset pages without a sort. `series` in the time and attacker indexes lets
 * a filter on decky, service and kind be decided without touching the row.
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

function attackers({ types, createTable, createIndex }: Seam): string[] {
  const { id, word, text, json, integer } = types
  return [
    createTable('attacker_identities', [
      `uuid ${id} primary key`,
      `merged_into_uuid ${id} references attacker_identities (uuid)`,
      `schema_version ${integer} not null`,
      `kd_digraph_simhash ${word}`,
    ]),
    createTable('attackers', [
      `uuid ${id} primary key`,
      `ip ${word} not null unique`,
      `ip_key ${word} not null`,
      `identity_uuid ${id} not null references attacker_identities (uuid)`,
      `first_seen ${integer} not null`,
      `last_seen ${integer} not null`,
      `event_count ${integer} not null`,
      `session_count ${integer} not null`,
      `rotation_count ${integer} not null`,
      `last_rotation_at ${integer}`,
    ]),
    createIndex('attackers_by_key', 'attackers (ip_key)'),
    createIndex('attackers_by_last', 'attackers (last_seen, uuid)'),
    createIndex('attackers_by_first', 'attackers (first_seen, uuid)'),
    createIndex('attackers_by_identity', 'attackers (identity_uuid)'),
    createTable(
      'attacker_touches',
      [
        `attacker_uuid ${id} not null references attackers (uuid) on delete cascade`,
        `decky_id ${id} not null`,
        `service ${word} not null`,
        `decky ${word} not null`,
        'primary key (attacker_uuid, decky_id, service)',
      ],
      { clustered: true },
    ),
    createTable('attacker_profiles', [
      `attacker_uuid ${id} primary key references attackers (uuid) on delete cascade`,
      `tempo ${word} not null`,
      `tempo_reason ${text} not null`,
      `depth ${word} not null`,
      `depth_rank ${integer} not null`,
      `services ${json} not null`,
      `deckies ${json} not null`,
      `counts ${json} not null`,
      `updated ${integer} not null`,
      `state ${json}`,
    ]),
  ]
}

function evidence({ types, createTable, createIndex }: Seam): string[] {
  const { id, word, text, integer } = types
  const attacker = `${id} not null references attackers (uuid) on delete cascade`
  return [
    createTable('sessions', [
      `id ${id} not null`,
      `decky_id ${id} not null`,
      `decky ${word} not null`,
      `service ${word}`,
      `attacker_uuid ${attacker}`,
      `peer_ip ${word} not null`,
      `peer_port ${integer} not null`,
      `local_port ${integer} not null`,
      `transport ${word}`,
      `started ${integer} not null`,
      `ended ${integer}`,
      `close_reason ${word}`,
      `bytes_in ${integer} not null`,
      `bytes_out ${integer} not null`,
      `event_count ${integer} not null`,
      `command_count ${integer} not null`,
      `credential_count ${integer} not null`,
      `file_count ${integer} not null`,
      'primary key (id, decky_id)',
    ]),
    createIndex('sessions_by_start', 'sessions (started, id)'),
    createIndex('sessions_by_decky', 'sessions (decky, started)'),
    createIndex('sessions_by_service', 'sessions (service, started)'),
    createIndex('sessions_by_attacker', 'sessions (attacker_uuid, started)'),
    createIndex('sessions_open', 'sessions (started, id)', 'ended is null'),
    createTable('credentials', [
      `uuid ${id} primary key`,
      `attacker_uuid ${attacker}`,
      `decky_id ${id} not null`,
      `decky ${word} not null`,
      `service ${word} not null`,
      `method ${word} not null`,
      `principal ${text}`,
      `secret ${text} not null`,
      `secret_b64 ${text} not null`,
      `outcome ${word} not null`,
      `challenge ${text}`,
      `salt ${text}`,
      `tries ${integer} not null`,
      `first_seen ${integer} not null`,
      `last_seen ${integer} not null`,
      `last_session ${id} not null`,
    ]),
    createIndex('credentials_by_last', 'credentials (last_seen, uuid)'),
    createIndex('credentials_by_attacker', 'credentials (attacker_uuid, last_seen)'),
    createTable('artifacts', [
      `sha256 ${word} primary key`,
      `size ${integer} not null`,
      `mime ${text} not null`,
      `name ${text} not null`,
      `how ${word} not null`,
      `complete ${integer} not null`,
      `stored ${integer} not null`,
      `first_seen ${integer} not null`,
      `last_seen ${integer} not null`,
      `capture_count ${integer} not null`,
    ]),
    createIndex('artifacts_by_last', 'artifacts (last_seen, sha256)'),
    createTable('artifact_captures', [
      `event_id ${id} primary key`,
      `sha256 ${word} not null references artifacts (sha256) on delete cascade`,
      `attacker_uuid ${id}`,
      `session ${id}`,
      `time ${integer} not null`,
    ]),
    createIndex('artifact_captures_by_sum', 'artifact_captures (sha256, time)'),
    createIndex('artifact_captures_by_attacker', 'artifact_captures (attacker_uuid, sha256)'),
    createIndex('artifact_captures_by_time', 'artifact_captures (time)'),
    createTable('clients', [
      `uuid ${id} primary key`,
      `attacker_uuid ${attacker}`,
      `what ${word} not null`,
      `value ${text} not null`,
      `first_seen ${integer} not null`,
      `last_seen ${integer} not null`,
      `count ${integer} not null`,
    ]),
    createIndex('clients_by_attacker', 'clients (attacker_uuid, last_seen)'),
  ]
}

function control({ types, createTable, createIndex }: Seam): string[] {
  const { id, word, text, json, integer } = types
  return [
    createTable('desired_deckies', [
      `id ${id} primary key`,
      `scope ${word} not null`,
      `name ${word} not null`,
      `topology_id ${id}`,
      `archetype ${word}`,
      `os ${word} not null`,
      `hostname ${word} not null`,
      `runtime ${word} not null`,
      `address ${word} not null`,
      `services ${json} not null`,
      `tarpit ${json}`,
      `revision ${integer} not null`,
      `created ${integer} not null`,
      `updated ${integer} not null`,
      'unique (scope, name)',
    ]),
    createTable('reported_deckies', [
      `decky_id ${id} primary key`,
      `revision ${integer} not null`,
      `time ${integer} not null`,
      `listens ${json} not null`,
    ]),
    createTable('operations', [
      `id ${id} primary key`,
      `kind ${word} not null`,
      `subject ${word} not null`,
      `state ${word} not null`,
      `input ${json} not null`,
      `steps ${json} not null`,
      `error ${text}`,
      `created_by ${word} not null`,
      `created ${integer} not null`,
      `updated ${integer} not null`,
    ]),
    createIndex('operations_by_creation', 'operations (created, id)'),
    createIndex('operations_by_change', 'operations (updated)'),
    createTable('settings', [`"key" ${word} primary key`, `value ${text} not null`]),
  ]
}

function people({ types, createTable, createIndex }: Seam): string[] {
  const { id, word, text, json, integer } = types
  return [
    createTable('users', [
      `uuid ${id} primary key`,
      `name ${word} not null unique`,
      `role ${word} not null`,
      `created ${integer} not null`,
      `last_login ${integer}`,
      `password_hash ${text} not null`,
    ]),
    createTable('auth_tokens', [
      `jti ${id} primary key`,
      `user_uuid ${id} not null references users (uuid) on delete cascade`,
      `created ${integer} not null`,
      `expires_at ${integer} not null`,
      `revoked_at ${integer}`,
    ]),
    createIndex('auth_tokens_by_user', 'auth_tokens (user_uuid)'),
    createIndex('auth_tokens_by_expiry', 'auth_tokens (expires_at)'),
    createTable('audit_log', [
      `seq ${integer} primary key`,
      `time ${integer} not null`,
      `"user" ${word} not null`,
      `action ${word} not null`,
      `subject ${text} not null`,
      `detail ${json} not null`,
      `address ${word} not null`,
    ]),
    createIndex('audit_log_by_user', 'audit_log ("user", seq)'),
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
