// All projections, attackers first: the rows of the others point to theirs.

import type { Projection } from '../projection.ts'
import { artifactsProjection } from './artifacts.ts'
import { attackersProjection } from './attackers.ts'
import { clientsProjection } from './clients.ts'
import { credentialsProjection } from './credentials.ts'
import { deckiesProjection } from './deckies.ts'
import { minutesProjection } from './minutes.ts'
import { sessionsProjection } from './sessions.ts'

export const projections: readonly Projection[] = [
  attackersProjection,
  artifactsProjection,
  clientsProjection,
  credentialsProjection,
  deckiesProjection,
  minutesProjection,
  sessionsProjection,
]
