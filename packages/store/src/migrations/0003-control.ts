// What shall run, who asked for it, and who may.
import type { Seam } from '../dialects/dialect.ts'
import type { Migration } from './migration.ts'

export const control: Migration = {
  id: 3,
  name: 'control',
  up: (seam) => [...fleet(seam), ...people(seam)],
}

function fleet({ types, createTable, createIndex }: Seam): string[] {
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
