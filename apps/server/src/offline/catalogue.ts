// Every offline verb, sorted.
import { doctor } from './doctor.ts'
import { rebuild } from './rebuild.ts'
import { schema } from './schema.ts'
import type { Verb } from './verb.ts'

export const verbs: readonly Verb[] = [doctor, rebuild, schema]
