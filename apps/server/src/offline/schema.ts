// offline schema: the fleet file's JSON Schema.
import { fleetJsonSchema } from '@decnet/deploy'
import type { Verb } from './verb.ts'

export const schema: Verb = {
  name: 'schema',
  run() {
    console.log(JSON.stringify(fleetJsonSchema(), null, 2))
    return Promise.resolve(0)
  },
}
