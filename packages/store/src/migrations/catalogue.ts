// Every migration, in order.
import { eventLog } from './0001-event-log.ts'
import { evidence } from './0002-evidence.ts'
import { control } from './0003-control.ts'
import { rollUps } from './0004-roll-ups.ts'
import type { Migration } from './migration.ts'

export const migrations: readonly Migration[] = [eventLog, evidence, control, rollUps]
