// Analyzers: how far each has come, and asking one to start over.
import { randomUUID } from 'node:crypto'
import { analyzers } from '@decnet/analysis/catalogue'
import type { resources } from '@decnet/contract'
import { isoTime, type Operation, Problem, topics } from '@decnet/kernel'
import { cursors, events, leases, operations } from '@decnet/store'
import type { Handlers } from '../handler.ts'
import { missing } from '../missing.ts'
import { showOperation } from '../present.ts'

export const analysis: Handlers<typeof resources.analysis> = {
  async list(_call, { store, clock }) {
    const [head, positions, held] = await Promise.all([events.head(store.db), cursors.list(store.db), leases.list(store.db)])
    const items = analyzers.map(({ name, title }) => {
      const position = positions.find((one) => one.name === name)
      const lease = held.find((one) => one.name === name && one.expires_at > clock.now())
      const cursor = position?.cursor ?? 0
      return {
        name,
        title,
        cursor,
        head,
        lag: Math.max(0, head - cursor),
        holder: lease?.holder || null,
        last_error: position?.last_error ?? null,
        updated: position ? isoTime(position.updated) : null,
      }
    })
    return { items, next: null }
  },
  async replay({ params: { name }, principal }, { store, bus, clock }) {
    if (!analyzers.some((analyzer) => analyzer.name === name)) missing('analyzer')
    const now = clock.now()
    const operation: Operation = {
      id: randomUUID(),
      kind: 'analysis.replay',
      subject: name,
      state: 'queued',
      input: { analyzer: name },
      steps: [],
      error: null,
      created_by: principal.name,
      created: now,
      updated: now,
    }
    await store.write(async (tx) => {
      const open = await operations.unfinished(tx, 'analysis.replay')
      if (open.some(({ subject }) => subject === name)) throw new Problem('conflict', `A replay of ${name} is under way`)
      await operations.create(tx, operation)
    })
    bus.publish(topics.operation(operation.id, operation.state), operation)
    return showOperation(operation)
  },
}
