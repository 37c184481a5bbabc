// The deckies as every page needs them: for empty pages' commands, the palette and the overview.
import { resources } from '@decnet/contract'
import type { UseQueryResult } from '@tanstack/react-query'
import type { Decky, Page } from './api.ts'
import { useCall } from './query.ts'

/** All deckies by name; read again when the fleet or an operation says something. */
export function useDeckies(): UseQueryResult<Page<Decky>> {
  return useCall({ route: resources.deckies.list, key: ['all'], input: () => ({ query: { limit: 1000 } }), on: ['operation'] })
}

const CLIENTS: Readonly<Record<number, (address: string, port: number) => string>> = {
  80: (address) => `curl -i http://${address}/`,
  443: (address) => `curl -ki https://${address}/`,
  6379: (address, port) => (port === 6379 ? `redis-cli -h ${address} ping` : `redis-cli -h ${address} -p ${port} ping`),
}

/** One command that would fill an empty page, built from a decky that listens; null while none does. */
export function tryCommand(deckies: readonly Decky[] | undefined): string | null {
  const open = (deckies ?? [])
    .filter((decky) => decky.state === 'running' || decky.state === 'degraded')
    .flatMap((decky) => decky.services.flatMap((service) => service.listens.map((listen) => ({ decky, listen }))))
    .filter(({ listen }) => listen.bound_port !== null && listen.transport === 'tcp')
    .sort((a, b) => Number(CLIENTS[b.listen.port] !== undefined) - Number(CLIENTS[a.listen.port] !== undefined))[0]
  if (!open) return null
  const bound = open.listen.bound_port ?? open.listen.port
  const known = CLIENTS[open.listen.port]
  const host = open.listen.port === 80 && bound !== 80 ? `${open.decky.address}:${bound}` : open.decky.address
  return known ? known(host, bound) : `nc -v ${open.decky.address} ${bound}`
}
