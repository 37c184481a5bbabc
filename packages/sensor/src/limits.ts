// Bounds of a sensor, in one place with their reasons, and the gate that counts connections against them.
import { Problem } from '@decnet/kernel'

/**
 * Safety bounds, not manners: a service ends its own conversations when the product would (nginx after 75 s of
 * keep-alive, redis never). These hold when a service, or an attacker, does not.
 */
export const defaultLimits = {
  /** Connections of one source to one decky: above `hydra -t 64` and a browser, far below a flood. */
  connectionsPerSource: 256,
  /** Connections of one source to the whole sensor: a scanner that walks all of its deckies at once. */
  connectionsPerSourceTotal: 1024,
  /** Connections to one decky: one busy decky must not starve its 63 neighbours. */
  connectionsPerDecky: 2048,
  /** Connections to the sensor; also kept below the limit of open files at start. */
  connectionsTotal: 4096,
  /** Bytes of one session, both ways: room for any upload that is kept, no free file store. */
  sessionBytes: 256 * 1024 * 1024,
  /** An hour without a byte: redis and ssh clients of people idle for long, dead peers do not come back. */
  idleMs: 3_600_000,
  /** A day: nobody stays longer, and a session must end to be seen as a whole. */
  totalMs: 86_400_000,
  /** What is read ahead of the service before the socket is paused. */
  readAheadBytes: 32 * 1024,
  /** The most that one read of a service may ask for (`bytes`, `line`); bigger payloads are taken in chunks. */
  heldBytes: 1024 * 1024,
  /** Read-ahead of all conversations together; above it a conversation that holds more than its read-ahead ends. */
  heldTotalBytes: 64 * 1024 * 1024,
  /**
   * What services hold for peers between their reads (keys, queued commands, half-sent values, unread replies): half of it in
   * deckies' shared state, half in conversations. Objects of the heap cost up to twice what is counted, and a sensor has 128 MiB.
   */
  heldServiceBytes: 40 * 1024 * 1024,
  /** What each decky and each source may hold of that even when others hold much: 64 deckies fit the reserve. */
  heldFloorBytes: 64 * 1024,
  /** One captured file. Malware and web shells are smaller; disk images are not evidence worth the disk. */
  captureFileBytes: 32 * 1024 * 1024,
  /** All captured files of one session. */
  captureSessionBytes: 64 * 1024 * 1024,
  /** Spool bytes on disk that nobody has consumed yet. */
  spoolBytes: 512 * 1024 * 1024,
  /** A datagram flow ends after this silence: datagrams have no end of their own. */
  udpIdleMs: 30_000,
  /** Bytes that one datagram flow is answered with: a forged source must not be worth reflecting at. */
  udpAnswerBytes: 64 * 1024,
  /** How long a service may go on after its connection ended, to record what it still has. */
  graceMs: 5_000,
} as const

/** Bounds by name; all are positive integers (bytes, milliseconds, counts). */
export type Limits = { readonly [Name in keyof typeof defaultLimits]: number }

/** Reads overrides from JSON with snake_case names; throws Problem `config.invalid` that names the field. */
export function parseLimits(json: string): Limits {
  let given: unknown
  try {
    given = JSON.parse(json)
  } catch (cause) {
    throw new Problem('config.invalid', 'the limits are not JSON', { cause })
  }
  if (typeof given !== 'object' || given === null) throw new Problem('config.invalid', 'the limits are not an object')
  const limits: Record<keyof Limits, number> = { ...defaultLimits }
  const names = new Map(limitNames.map((name) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), name]))
  for (const [key, value] of Object.entries(given)) {
    const name = names.get(key)
    if (!name) throw new Problem('config.invalid', `there is no limit ${key}`, { fields: [{ path: `/${key}`, message: 'unknown' }] })
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1)
      throw new Problem('config.invalid', `${key} is not a positive integer`, { fields: [{ path: `/${key}`, message: 'not positive' }] })
    limits[name] = value
  }
  return limits
}

const limitNames = Object.keys(defaultLimits) as readonly (keyof Limits)[]

/** Why a connection was turned away. */
export type Refusal = 'per_source' | 'total'

/** Counts what is open against two bounds. */
export interface Gate {
  /** Why one more from `source` may not enter, or undefined. */
  check(source: string): Refusal | undefined
  enter(source: string): void
  leave(source: string): void
  readonly open: number
}

/** A gate for `perSource` connections of each source and `total` of all. */
export function createGate(bounds: { readonly perSource: number; readonly total: number }): Gate {
  const sources = new Map<string, number>()
  let open = 0
  return {
    check(source) {
      if ((sources.get(source) ?? 0) >= bounds.perSource) return 'per_source'
      return open >= bounds.total ? 'total' : undefined
    },
    enter(source) {
      open++
      sources.set(source, (sources.get(source) ?? 0) + 1)
    },
    leave(source) {
      open--
      const left = (sources.get(source) ?? 1) - 1
      if (left > 0) sources.set(source, left)
      else sources.delete(source)
    },
    get open() {
      return open
    },
  }
}
