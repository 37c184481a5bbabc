// The whole fleet, page by page: a list that stops at the first page would hide deckies.
import { type Client, type decky, resources } from '@decnet/contract'
import type { z } from 'zod'

/** Every decky, by name. */
export async function everyDecky(client: Client): Promise<z.output<typeof decky>[]> {
  const all: z.output<typeof decky>[] = []
  let cursor: string | undefined
  do {
    const page = await client.call(resources.deckies.list, { query: { limit: 1000, cursor } })
    all.push(...page.items)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return all
}
