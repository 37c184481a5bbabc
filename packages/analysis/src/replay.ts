// A replay as an operation: its state is in the store, so that a host that died in the middle is followed by one that goes on.
import type { Operation, OperationStep } from '@decnet/kernel'
import { cursors, type Db, operations, type Tx } from '@decnet/store'
import type { Analyzer } from './analyzer.ts'

interface Mark {
  readonly name: string
  readonly holder: string
  readonly fence: number
  readonly now: number
}

/** The oldest replay of an analyzer that is not over. */
export async function findReplay(db: Db, name: string): Promise<Operation | null> {
  const unfinished = await operations.unfinished(db, 'analysis.replay')
  return unfinished.find((operation) => operation.subject === name) ?? null
}

function steps(now: number, run: Pick<OperationStep, 'state' | 'detail'>): OperationStep[] {
  return [
    { name: 'clear', state: 'done', detail: '', updated: now },
    { name: 'run', ...run, updated: now },
  ]
}

/** Empties the analyzer's tables, sets its cursor to the log's beginning and says so, all in one. Findings stay: they are announced once. */
export async function beginReplay(tx: Tx, what: Mark & { analyzer: Analyzer; operation: Operation }): Promise<Operation> {
  const { analyzer, operation, ...mark } = what
  await cursors.advance(tx, { ...mark, cursor: 0 })
  await analyzer.clear(tx)
  return await operations.update(tx, operation.id, {
    state: 'running',
    steps: steps(mark.now, { state: 'running', detail: '' }),
    updated: mark.now,
  })
}

/** Says how far a replay has come. */
export async function noteReplay(tx: Tx, at: { readonly id: string; readonly detail: string; readonly now: number }): Promise<void> {
  await operations.update(tx, at.id, { steps: steps(at.now, { state: 'running', detail: at.detail }), updated: at.now })
}

/** Says that a replay has come to the head of the log. */
export async function endReplay(tx: Tx, what: Mark & { operation: Operation }): Promise<Operation> {
  const { operation, now } = what
  await cursors.checkFence(tx, what)
  const detail = operation.steps.find((step) => step.name === 'run')?.detail ?? ''
  return await operations.update(tx, operation.id, { state: 'done', steps: steps(now, { state: 'done', detail }), updated: now })
}
