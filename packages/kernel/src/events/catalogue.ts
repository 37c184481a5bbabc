// Every kind of event there is. Emitters, projections, analyzers and docs/events.md are checked against this list.
import type { z } from 'zod'
import { clientIdentified } from './client.ts'
import { commandRan } from './command.ts'
import { connectionClosed, connectionOpened, connectionRefused, conversationCrashed, tarpitEntered, tarpitLeft } from './connection.ts'
import { credentialTried } from './credential.ts'
import { deckyConfigured, deckyRemoved, eventsLost } from './decky.ts'
import { fileCaptured, fileRequested } from './file.ts'
import { requestMade } from './request.ts'

export const eventKinds = {
  'client.identified': clientIdentified,
  'command.ran': commandRan,
  'connection.closed': connectionClosed,
  'connection.opened': connectionOpened,
  'connection.refused': connectionRefused,
  'conversation.crashed': conversationCrashed,
  'credential.tried': credentialTried,
  'decky.configured': deckyConfigured,
  'decky.removed': deckyRemoved,
  'events.lost': eventsLost,
  'file.captured': fileCaptured,
  'file.requested': fileRequested,
  'request.made': requestMade,
  'tarpit.entered': tarpitEntered,
  'tarpit.left': tarpitLeft,
} as const

/** The name of a kind in the catalogue. */
export type EventKindName = keyof typeof eventKinds
/** The facts of a kind. */
export type FactsOf<Kind extends EventKindName> = z.output<(typeof eventKinds)[Kind]['facts']>

/** All kind names, sorted. */
export const eventKindNames = Object.keys(eventKinds) as readonly EventKindName[]

/** True when `name` is a kind of the catalogue. */
export function isEventKind(name: string): name is EventKindName {
  return Object.hasOwn(eventKinds, name)
}
