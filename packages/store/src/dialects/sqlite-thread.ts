// A SQLite connection on a thread of its own, and the pool that lends such connections.
import { Worker } from 'node:worker_threads'
import { Problem } from '@decnet/kernel'
import { type CompiledQuery, type DatabaseConnection, type QueryResult, SelectQueryNode } from 'kysely'
import { isBulk } from '../bulk.ts'
import type { Bulk } from './dialect.ts'
import type { Answer, Ask, Outcome, SqliteSettings, Work } from './sqlite-protocol.ts'

interface Waiting {
  resolve(outcome: Outcome): void
  reject(error: Error): void
}

/** One connection. Work is done in the order it is asked for. */
export class SqliteThread implements DatabaseConnection {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  readonly #tap: ((bulk: Bulk) => void) | undefined
  readonly #gone: Promise<void>
  #dead: Error | undefined
  #last = 0
  /** Pieces of work asked for so far. */
  asked = 0

  constructor(settings: SqliteSettings, tap?: (bulk: Bulk) => void) {
    this.#tap = tap
    this.#worker = new Worker(new URL('./sqlite-worker.ts', import.meta.url), {
      workerData: settings,
      execArgv: ['--conditions=source'],
      resourceLimits: { maxYoungGenerationSizeMb: 6 },
    })
    this.#worker.on('message', (answer: Answer) => this.#settle(answer))
    this.#worker.on('error', (error) => this.#die(error instanceof Error ? error : new Error(String(error))))
    this.#gone = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#die(new Error('The thread of the database ended'))
        resolve()
      })
    })
  }

  /** Has a piece of work done. Rejects with Problem `store.busy` where another process was in the way, else with SQLite's error. */
  ask(work: Work): Promise<Outcome> {
    if (this.#dead) return Promise.reject(this.#dead)
    this.asked++
    const ask: Ask = { id: ++this.#last, work }
    return new Promise((resolve, reject) => {
      this.#waiting.set(ask.id, { resolve, reject })
      this.#worker.postMessage(ask)
    })
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (isBulk(query)) {
      this.#tap?.(query.bulk)
      return toResult(await this.ask({ kind: 'bulk', bulk: query.bulk }))
    }
    return toResult(await this.ask({ kind: 'one', sql: query.sql, values: query.parameters }))
  }

  /** Rows arrive as one chunk: lists are paged by keyset, never streamed. */
  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    if (!SelectQueryNode.is(query.query)) throw new TypeError('Only a select can be streamed')
    yield await this.executeQuery<Row>(query)
  }

  /** Closes the connection after the work before it and waits for the thread to end. */
  async close(): Promise<void> {
    if (!this.#dead) await this.ask({ kind: 'close' })
    await this.#gone
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if ('outcome' in answer) waiting?.resolve(answer.outcome)
    else waiting?.reject(toError(answer.failure))
  }

  #die(error: Error): void {
    this.#dead ??= error
    for (const waiting of this.#waiting.values()) waiting.reject(this.#dead)
    this.#waiting.clear()
  }
}

/** Lends connections, each to one borrower at a time; borrowers queue. */
export class Pool {
  readonly threads: readonly SqliteThread[]
  readonly #free: SqliteThread[]
  readonly #queue: ((thread: SqliteThread) => void)[] = []
  #closing = false

  constructor(threads: readonly SqliteThread[]) {
    this.threads = threads
    this.#free = [...threads]
  }

  /** Lends a connection. Rejects with Problem `store.busy` once the pool is closing. */
  borrow(): Promise<SqliteThread> {
    if (this.#closing) return Promise.reject(new Problem('store.busy', 'The store is closed'))
    return this.#next()
  }

  #next(): Promise<SqliteThread> {
    const thread = this.#free.pop()
    if (thread) return Promise.resolve(thread)
    return new Promise((resolve) => this.#queue.push(resolve))
  }

  giveBack(thread: SqliteThread): void {
    const next = this.#queue.shift()
    if (next) next(thread)
    else this.#free.push(thread)
  }

  /** Closes every connection once it is free; who queued before still gets a turn. */
  async close(): Promise<void> {
    this.#closing = true
    const threads = await Promise.all(this.threads.map(() => this.#next()))
    await Promise.all(threads.map((thread) => thread.close()))
  }
}

function toResult<Row>({ columns, rows, changes }: Outcome): QueryResult<Row> {
  // A copy of an object that has its columns already is several times as fast as an object that is given them one by one.
  const empty: Record<string, unknown> = JSON.parse(`{${columns.map((column) => `${JSON.stringify(column)}:null`).join()}}`)
  const objects = rows.map((row) => {
    const object = { ...empty }
    for (let at = 0; at < columns.length; at++) object[columns[at] ?? ''] = row[at]
    return object as Row
  })
  return { rows: objects, numAffectedRows: BigInt(changes) }
}

function toError(failure: { message: string; code: string | null }): Error {
  if (failure.code?.startsWith('SQLITE_BUSY')) return new Problem('store.busy', 'Another process holds the database', { cause: failure })
  return Object.assign(new Error(failure.message), { code: failure.code })
}
