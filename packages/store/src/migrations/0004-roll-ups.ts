// Counts per hour, and the indexes that lists of attackers are read through.
import type { Seam } from '../dialects/dialect.ts'
import type { Migration } from './migration.ts'

export const rollUps: Migration = {
  id: 4,
  name: 'roll-ups',
  up: (seam) => [...hours(seam), ...attackers(seam)],
}

/** The counts of `minutes` once more, per hour: a month has 43,200 minutes. */
function hours({ types, createTable }: Seam): string[] {
  const { integer } = types
  const lines = [
    `hour ${integer} not null`,
    `series ${integer} not null references series (id)`,
    `count ${integer} not null`,
    'primary key (hour, series)',
  ]
  return [
    createTable('hours', lines, { clustered: true }),
    'insert into hours (hour, series, count) select minute - (minute % 3600000), series, sum(count) from minutes group by minute - (minute % 3600000), series',
  ]
}

/** Written once per thing touched and whenever a profile changes, which is seldom beside the events that cause it. */
function attackers({ createIndex }: Seam): string[] {
  return [
    createIndex('attacker_touches_by_service', 'attacker_touches (service, attacker_uuid)'),
    createIndex('attacker_touches_by_decky', 'attacker_touches (decky, service, attacker_uuid)'),
    createIndex('attacker_profiles_by_depth', 'attacker_profiles (depth_rank, attacker_uuid)'),
    createIndex('attacker_profiles_by_tempo', 'attacker_profiles (tempo, attacker_uuid)'),
  ]
}
