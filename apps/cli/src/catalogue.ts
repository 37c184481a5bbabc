// Every verb of the command line, in the order of the help text.
import { analysis } from './commands/analysis.ts'
import { archetypes } from './commands/archetypes.ts'
import { attackers } from './commands/attackers.ts'
import { credentials } from './commands/credentials.ts'
import { deckies } from './commands/deckies.ts'
import { doctor } from './commands/doctor.ts'
import { down } from './commands/down.ts'
import { events } from './commands/events.ts'
import { findings } from './commands/findings.ts'
import { fleet } from './commands/fleet.ts'
import { login } from './commands/login.ts'
import { logout } from './commands/logout.ts'
import { schema } from './commands/schema.ts'
import { services } from './commands/services.ts'
import { sessions } from './commands/sessions.ts'
import { status } from './commands/status.ts'
import { up } from './commands/up.ts'
import { version } from './commands/version.ts'
import type { Verb } from './verb.ts'

export const commands: readonly Verb[] = [
  up,
  down,
  status,
  doctor,
  schema,
  version,
  login,
  logout,
  services,
  archetypes,
  fleet,
  deckies,
  events,
  findings,
  sessions,
  attackers,
  credentials,
  analysis,
]
