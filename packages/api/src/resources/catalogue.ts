// Every handler, by noun: the same nouns as the contract's.
import { analysis } from './analysis.ts'
import { artifacts } from './artifacts.ts'
import { attackers } from './attackers.ts'
import { audit } from './audit.ts'
import { auth } from './auth.ts'
import { credentials } from './credentials.ts'
import { deckies } from './deckies.ts'
import { events } from './events.ts'
import { findings } from './findings.ts'
import { health } from './health.ts'
import { operations } from './operations.ts'
import { overview } from './overview.ts'
import { services } from './services.ts'
import { sessions } from './sessions.ts'
import { stream } from './stream.ts'

export const handlers = {
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
