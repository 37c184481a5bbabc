// The bus's grammar: every topic that is published, built in one place so that no two sides spell one by hand.
import type { EventKindName } from './events/catalogue.ts'

/** Builders of topics (NATS grammar: words joined by dots; `*` one word, `>` the rest). */
export const topics = {
  event: (decky: string, kind: EventKindName) => `event.${decky}.${kind}`,
  sessionStarted: 'attacker.session.started',
  sessionEnded: 'attacker.session.ended',
  deckyState: (decky: string) => `decky.${decky}.state`,
  operation: (id: string, state: string) => `operation.${id}.${state}`,
  finding: (topic: string) => topic,
  health: (worker: string) => `system.${worker}.health`,
} as const

/** Patterns that subscribers use. */
export const patterns = {
  events: 'event.>',
  operations: 'operation.>',
  deckyStates: 'decky.*.state',
  everything: '>',
} as const
