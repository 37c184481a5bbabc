// Deckies and the fleet: what is wanted is written by deploy, what is comes from its reconciler.
import type { decky, deckyEntry, resources } from '@decnet/contract'
import type { FleetEntry } from '@decnet/deploy'
import { type DesiredDecky, isoTime, Problem } from '@decnet/kernel'
import { deckies as repo } from '@decnet/store'
import type { z } from 'zod'
import type { Handlers } from '../handler.ts'
import { missing } from '../missing.ts'
import type { DatedStatus } from '../ports.ts'
import { showOperation } from '../present.ts'

export const deckies: Handlers<typeof resources.deckies> = {
  async list({ query: { limit, cursor } }, { store, statuses }) {
    const after = cursor === undefined ? '' : readCursor(cursor)
    const states = statuses()
    const all = (await repo.listDesired(store.db)).filter(({ topology_id, name }) => topology_id === null && name > after)
    const kept = all.slice(0, limit)
    const last = kept.at(-1)
    return {
      items: kept.map((one) => showDecky(one, states.get(one.id))),
      next: all.length > limit && last ? writeCursor(last.name) : null,
    }
  },
  async show({ params }, { store, statuses }) {
    const found = (await repo.getDesired(store.db, params.name)) ?? missing('decky')
    return showDecky(found, statuses().get(found.id))
  },
  add: async ({ body, principal }, { deploy }) => showOperation(await deploy.addDecky(body, principal.name)),
  remove: async ({ params, principal }, { deploy }) => showOperation(await deploy.removeDecky(params.name, principal.name)),
  async export(_call, { deploy }) {
    const { name, runtime, deckies: entries } = await deploy.exportFleet()
    return { name, runtime, deckies: entries.map(showEntry) }
  },
  async plan({ body }, { deploy }) {
    const { changes, warnings } = await deploy.planFleet(body.yaml)
    return { changes: [...changes], warnings }
  },
  apply: async ({ body, principal }, { deploy }) => showOperation(await deploy.applyFleet(body.yaml, principal.name)),
}

type ShownEntry = z.output<typeof deckyEntry>

function showEntry({ services, ...entry }: FleetEntry): ShownEntry {
  if (services === undefined) return entry
  return { ...entry, services: Object.fromEntries(Object.entries(services).map(([name, options]) => [name, options ?? null])) }
}

function showDecky(desired: DesiredDecky, status: DatedStatus | undefined): z.output<typeof decky> {
  const { id, name, address, runtime, archetype, topology_id, os, hostname, revision, created, updated } = desired
  return {
    id,
    name,
    address,
    runtime,
    archetype,
    topology_id,
    persona: { os, hostname },
    state: status?.state ?? 'pending',
    detail: status?.detail ?? 'has not been looked at yet',
    revision,
    running_revision: status?.running_revision ?? null,
    services: status ? status.services.map((service) => showService(service)) : desired.services.map(pendingService),
    created: isoTime(created),
    updated: isoTime(updated),
  }
}

type ShownService = z.output<typeof decky>['services'][number]

function showService({ name, state, error, listens }: DatedStatus['services'][number]): ShownService {
  return { name, state, error, listens: [...listens], port: listens.find(({ bound_port }) => bound_port !== null)?.bound_port ?? null }
}

function pendingService({ name, listens }: DesiredDecky['services'][number]): ShownService {
  const closed = listens.map(({ transport, port }) => ({ transport, port, bound_port: null }))
  return { name, state: 'pending', error: null, listens: closed, port: null }
}

function writeCursor(name: string): string {
  return Buffer.from(`deckies ${name}`).toString('base64url')
}

function readCursor(cursor: string): string {
  const name = /^deckies ([a-z][a-z0-9-]*)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1]
  if (name === undefined) throw new Problem('cursor.invalid', 'The page cursor is not one of this list')
  return name
}
