// The thread that holds one SQLite connection: does what it is asked, in order.
import { parentPort, workerData } from 'node:worker_threads'
import Database, { type Statement } from 'better-sqlite3'
import type { Bulk, BulkValue } from './dialect.ts'
import { applyPragmas } from './sqlite-pragmas.ts'
import type { Answer, Ask, Outcome, SqliteSettings, Work } from './sqlite-protocol.ts'

/** How long a statement waits for another process before it fails, in milliseconds. */
const BUSY_MS = 5_000
/** How long a transaction waits for its turn to write. */
const BEGIN_MS = 30_000
/** Compiled statements that are kept. */
const STATEMENTS = 500
const NOTHING: Outcome = { columns: [], rows: [], changes: 0 }

interface Prepared {
  readonly statement: Statement
  readonly columns: readonly string[]
}

const settings = workerData as SqliteSettings
const db = new Database(settings.path, { readonly: settings.readonly, timeout: BUSY_MS })
applyPragmas(db, settings)
const prepared = new Map<string, Prepared>()
const pause = new Int32Array(new SharedArrayBuffer(4))

function prepare(sql: string): Prepared {
  const known = prepared.get(sql)
  if (known) {
    // Back to the end: a Map keeps the order of insertion, so the first key is the one unused for longest.
    prepared.delete(sql)
    prepared.set(sql, known)
    return known
  }
  const statement = db.prepare(sql)
  const entry = {
    statement: statement.reader ? statement.raw() : statement,
    columns: statement.reader ? statement.columns().map((column) => column.name) : [],
  }
  prepared.set(sql, entry)
  const oldest = prepared.keys().next()
  if (prepared.size > STATEMENTS && !oldest.done) prepared.delete(oldest.value)
  return entry
}

function one(sql: string, values: readonly unknown[]): Outcome {
  const { statement, columns } = prepare(sql)
  if (!statement.reader) return { ...NOTHING, changes: statement.run(...values).changes }
  return { columns, rows: statement.all(...values) as BulkValue[][], changes: 0 }
}

/** One row at a time: on this side of the thread, statements of many rows measured no faster. */
function bulk({ head, row, tail, width, values }: Bulk): Outcome {
  const { statement } = prepare(head + row + tail)
  let changes = 0
  for (let start = 0; start < values.length; start += width) changes += statement.run(...values.slice(start, start + width)).changes
  return { ...NOTHING, changes }
}

/**
 * Takes the write lock. Asks often rather than leave the waiting to SQLite, whose naps grow to 100 ms: beside a process
 * that writes without a break, a long nap never ends in a free moment.
 */
function begin(): Outcome {
  const deadline = performance.now() + BEGIN_MS
  db.pragma('busy_timeout = 0')
  try {
    for (;;) {
      try {
        return one('begin immediate', [])
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw error
        Atomics.wait(pause, 0, 0, 1)
      }
    }
  } finally {
    db.pragma(`busy_timeout = ${BUSY_MS}`)
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
}

function run(work: Work): Outcome {
  switch (work.kind) {
    case 'one':
      return one(work.sql, work.values)
    case 'bulk':
      return bulk(work.bulk)
    case 'begin':
      return settings.readonly ? one('begin', []) : begin()
    case 'commit':
      return one('commit', [])
    case 'rollback':
      // Some failures (a full disk) have rolled back already.
      return db.inTransaction ? one('rollback', []) : NOTHING
    case 'close':
      db.close()
      return NOTHING
  }
}

function answer(ask: Ask): Answer {
  try {
    return { id: ask.id, outcome: run(ask.work) }
  } catch (error) {
    const code = error instanceof Database.SqliteError ? error.code : null
    return { id: ask.id, failure: { message: error instanceof Error ? error.message : String(error), code } }
  }
}

parentPort?.on('message', (ask: Ask) => {
  parentPort?.postMessage(answer(ask))
  if (ask.work.kind === 'close') parentPort?.close()
})
