// docs/fleet.schema.json: the fleet file's JSON Schema.
import { fleetJsonSchema } from '@decnet/deploy'

export function fleetSchemaDocument(): string {
  return `${JSON.stringify(fleetJsonSchema(), null, 2)}\n`
}
