// A replay as an operation: its state is in the store, so that a host that died in the middle is followed by one that goes on.
import type { Operation, OperationStep } from '@decnet/kernel'
import { cursors, type Db, operations, type Tx } from '@decnet/store'
import type { Analyzer } from './analyzer.ts'
import type { TableDigest } from './digest.ts'

/** Who works, under which fence, and when. */
export interface Mark {
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

/** The steps of a replay; what an earlier turn said of the first is kept. */
function steps(now: number, parts: { readonly cleared: string; readonly run: Pick<OperationStep, 'state' | 'detail'> }): OperationStep[] {
  return [
    { name: 'clear', state: 'done', detail: parts.cleared, updated: now },
    { name: 'run', ...parts.run, updated: now },
  ]
}

function detailOf(operation: Operation, step: 'clear' | 'run'): string {
  return operation.steps.find(({ name }) => name === step)?.detail ?? ''
}

function digestText({ sha256, rows }: TableDigest): string {
  return `${rows} rows, digest ${sha256}`
}

/** Empties the analyzer's tables, sets its cursor to the log's beginning and says so, all in one. Findings stay: they are announced once. */
export async function beginReplay(
  tx: Tx,
  what: Mark & { analyzer: Analyzer; operation: Operation; before: TableDigest },
): Promise<Operation> {
  const { analyzer, operation, before, ...mark } = what
  await cursors.advance(tx, { ...mark, cursor: 0 })
  await analyzer.clear(tx)
  return await operations.update(tx, operation.id, {
    state: 'running',
    steps: steps(mark.now, { cleared: digestText(before), run: { state: 'running', detail: '' } }),
    updated: mark.now,
  })
}

/** Says how far a replay has come. */
export async function noteReplay(
  tx: Tx,
  at: { readonly operation: Operation; readonly detail: string; readonly now: number },
): Promise<void> {
  const run = { state: 'running', detail: at.detail } as const
  await operations.update(tx, at.operation.id, { steps: steps(at.now, { cleared: detailOf(at.operation, 'clear'), run }), updated: at.now })
}

/** Says that a replay has come to the head of the log, and whether its tables are what they were before. */
export async function endReplay(tx: Tx, what: Mark & { operation: Operation; after: TableDigest }): Promise<Operation> {
  const { operation, now, after } = what
  await cursors.checkFence(tx, what)
  const [cleared, came] = [detailOf(operation, 'clear'), detailOf(operation, 'run')]
  const verdict = cleared === digestText(after) ? 'equal' : 'different: the log has grown meanwhile, or the analyzer has changed'
  const compare: OperationStep = { name: 'compare', state: 'done', detail: `${digestText(after)}: ${verdict}`, updated: now }
  const all = [...steps(now, { cleared, run: { state: 'done', detail: came } }), compare]
  return await operations.update(tx, operation.id, { state: 'done', steps: all, updated: now })
}
