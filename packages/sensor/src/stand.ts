// One listener as a spec wants it: opened, and tried again with back-off for as long as the spec stands.
import type { DeckyService, FactsOf } from '@decnet/kernel'
import type { Binding } from './binding.ts'
import type { SensorContext } from './context.ts'
import type { Listener } from './listen/listener.ts'
import { openListener } from './listen/open.ts'
import { errorText } from './log.ts'

type ListenState = FactsOf<'decky.configured'>['listens'][number]

export interface StandParts {
  readonly context: SensorContext
  readonly key: string
  readonly address: string
  readonly service: string
  readonly listen: DeckyService['listens'][number]
  /** The service's present binding, or why it cannot be served. */
  readonly binding: () => Binding | string
  /** Called when a later try has changed the state. */
  readonly changed: () => void
}

const FIRST_RETRY_MS = 1_000
const LAST_RETRY_MS = 60_000

/** A wanted listener and how it fares. */
export class Stand {
  readonly parts: StandParts
  readonly #closed = new AbortController()
  #listener: Listener | undefined
  #error = 'not opened yet'

  constructor(parts: StandParts) {
    this.parts = parts
  }

  /** Opens it. A failure is a state, never an exception; what may pass is tried again. */
  async open(): Promise<void> {
    if (await this.#try()) return
    if (typeof this.parts.binding() !== 'string') void this.#retry()
  }

  get state(): ListenState {
    const { service, listen } = this.parts
    const told = { service: service.slice(0, 64), transport: listen.transport, port: listen.port }
    if (this.#listener) return { ...told, bound_port: this.#listener.port, state: 'open' }
    return { ...told, bound_port: listen.bind_port, state: 'failed', error: this.#error }
  }

  close(): void {
    this.#closed.abort()
    this.#listener?.close()
    this.#listener = undefined
    this.#error = 'closed'
  }

  async #try(): Promise<boolean> {
    const { context, key, address, listen, binding } = this.parts
    const refused = binding()
    if (typeof refused === 'string') {
      this.#error = refused
      return false
    }
    const current = () => {
      const now = binding()
      // A listener whose service can no longer be served is closed in the same turn that says so.
      return typeof now === 'string' ? refused : now
    }
    try {
      const listener = await openListener(listen.transport, {
        context,
        key,
        address,
        bindPort: listen.bind_port,
        port: listen.port,
        binding: current,
      })
      if (this.#closed.signal.aborted) listener.close()
      else this.#listener = listener
      return true
    } catch (error) {
      this.#error = errorText(error).slice(0, 300)
      return false
    }
  }

  async #retry(): Promise<void> {
    for (let wait = FIRST_RETRY_MS; ; wait = Math.min(2 * wait, LAST_RETRY_MS)) {
      await this.parts.context.clock.sleep(wait, this.#closed.signal)
      if (this.#closed.signal.aborted) return
      const before = this.#error
      const opened = await this.#try()
      if (this.#closed.signal.aborted) return
      if (opened || this.#error !== before) this.parts.changed()
      if (opened) return
    }
  }
}
