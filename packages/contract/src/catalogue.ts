// Every route of the interface, by noun.
import { analysis } from './resources/analysis.ts'
import { artifacts } from './resources/artifacts.ts'
import { attackers } from './resources/attackers.ts'
import { audit } from './resources/audit.ts'
import { auth } from './resources/auth.ts'
import { credentials } from './resources/credentials.ts'
import { deckies } from './resources/deckies.ts'
import { events } from './resources/events.ts'
import { findings } from './resources/findings.ts'
import { health } from './resources/health.ts'
import { operations } from './resources/operations.ts'
import { overview } from './resources/overview.ts'
import { services } from './resources/services.ts'
import { sessions } from './resources/sessions.ts'
import { stream } from './resources/stream.ts'
import type { Route } from './route.ts'

export const resources = {
  analysis,
  artifacts,
  attackers,
  audit,
  auth,
  credentials,
  deckies,
  events,
  findings,
  health,
  operations,
  overview,
  services,
  sessions,
  stream,
} as const

/** All routes in one list. */
export const routes: readonly Route[] = Object.values(resources).flatMap((resource): Route[] => Object.values(resource))
