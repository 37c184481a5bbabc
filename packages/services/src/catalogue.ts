// Every service, persona and archetype there is, sorted. A wrong name fails at start.
import { archetypes } from './archetypes.ts'
import { http } from './http/service.ts'
import { personaKinds } from './personas.ts'
import { redis } from './redis/service.ts'
import type { ServiceDefinition } from './service.ts'

export const services = [http, redis] as const satisfies readonly ServiceDefinition[]

/** The service of that name, or undefined. */
export function findService(name: string): ServiceDefinition | undefined {
  return services.find((service) => service.name === name)
}

export { archetypes, personaKinds }
export type { Archetype } from './archetypes.ts'
export type { PersonaKind } from './persona-kind.ts'
export type { ServiceDefinition } from './service.ts'
