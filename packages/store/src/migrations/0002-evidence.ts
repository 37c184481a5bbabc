// Who came, and what was left behind.
import type { Seam } from '../dialects/dialect.ts'
import type { Migration } from './migration.ts'

export const evidence: Migration = {
  id: 2,
  name: 'evidence',
  up: (seam) => [...attackers(seam), ...connections(seam), ...files(seam), ...clients(seam)],
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

function connections({ types, createTable, createIndex }: Seam): string[] {
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
  ]
}

function files({ types, createTable, createIndex }: Seam): string[] {
  const { id, word, text, integer } = types
  return [
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
  ]
}

function clients({ types, createTable, createIndex }: Seam): string[] {
  const { id, word, text, integer } = types
  return [
    createTable('clients', [
      `uuid ${id} primary key`,
      `attacker_uuid ${id} not null references attackers (uuid) on delete cascade`,
      `what ${word} not null`,
      `value ${text} not null`,
      `first_seen ${integer} not null`,
      `last_seen ${integer} not null`,
      `count ${integer} not null`,
    ]),
    createIndex('clients_by_attacker', 'clients (attacker_uuid, last_seen)'),
  ]
}
