// What the fleet's page asks, and the plan that comes before an act.
import { resources } from '@decnet/contract'
import { useQuery } from '@tanstack/react-query'
import { asProblem, client, type ReplyOf } from '../../lib/api.ts'
import { useCall } from '../../lib/query.ts'

export type Archetype = ReplyOf<(typeof resources)['services']['archetypes']>['items'][number]
export type Plan = ReplyOf<(typeof resources)['deckies']['plan']>

export function useArchetypes() {
  return useCall({ route: resources.services.archetypes })
}

export function useDecky(name: string) {
  return useCall({
    route: resources.deckies.show,
    key: [name],
    input: () => ({ params: { name } }),
    on: ['operation', 'event'],
    everyMs: 2_000,
  })
}

/** One decky as the form has it; empty text means "choose for me". */
export interface NewDecky {
  readonly name: string
  readonly archetype: string
  readonly os: string
  readonly hostname: string
  readonly address: string
}

export interface Entry {
  readonly name: string
  readonly archetype: string
  readonly os?: string
  readonly hostname?: string
  readonly address?: string
}

/** The entry of a fleet file that the form makes. */
export function entryOf({ name, archetype, os, hostname, address }: NewDecky): Entry {
  return {
    name,
    archetype,
    ...(os ? { os } : {}),
    ...(hostname ? { hostname } : {}),
    ...(address ? { address } : {}),
  }
}

/** Asks the server what adding this decky would change: the fleet as it is, with one entry more. Changes nothing. */
export function usePlan(decky: NewDecky, enabled: boolean) {
  return useQuery({
    queryKey: ['fleet.plan', decky],
    enabled,
    retry: false,
    staleTime: 0,
    queryFn: async ({ signal }): Promise<Plan> => {
      const fleet = await client.call(resources.deckies.export, { signal })
      // JSON is YAML: the server's one parser of fleet files reads it as it is.
      const yaml = JSON.stringify({ ...fleet, deckies: [...fleet.deckies, entryOf(decky)] })
      return client.call(resources.deckies.plan, { body: { yaml }, signal })
    },
  })
}

/** What is wrong, in the order in which the server found it. */
export function reasons(error: unknown): string[] {
  const problem = asProblem(error)
  return problem.fields.length > 0 ? problem.fields.map((field) => `${field.path}: ${field.message}`) : [problem.message]
}
