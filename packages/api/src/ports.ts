// What the API is handed: it opens nothing by itself.
import type { Bus } from '@decnet/bus'
import type { DatedStatus, Deploy } from '@decnet/deploy'
import type { Clock } from '@decnet/kernel'
import type { Store } from '@decnet/store'
import type { FastifyBaseLogger } from 'fastify'

/** One component's health, asked for when somebody looks. Figures carry their unit in the name. */
export interface ComponentHealth {
  readonly name: string
  readonly state: 'ok' | 'warning' | 'failed'
  readonly detail: string
  readonly figures: Readonly<Record<string, number>>
}

/** A part of the platform that can say how it is. It must not throw; what it cannot find out is a `failed`. */
export type HealthSource = () => Promise<readonly ComponentHealth[]>

export interface ApiLimits {
  /** Requests a minute from one address, all routes together. */
  readonly requests_per_minute: number
  /** Streams open at one time. */
  readonly streams: number
  /** Bytes that wait for one stream client before it is told `reset` and dropped. */
  readonly stream_buffer_bytes: number
}

export const defaultLimits: ApiLimits = { requests_per_minute: 3000, streams: 200, stream_buffer_bytes: 1_048_576 }

export interface ApiPorts {
  readonly store: Store
  readonly bus: Bus
  readonly clock: Clock
  readonly deploy: Pick<Deploy, 'planFleet' | 'applyFleet' | 'addDecky' | 'removeDecky' | 'exportFleet'>
  /** The state of every wanted decky by id, as the reconciler saw it last. */
  statuses(): ReadonlyMap<string, DatedStatus>
  readonly version: string
  /** When the server started, milliseconds since the epoch. */
  readonly started: number
  /** Signs tokens; 32 bytes or more. */
  readonly jwtSecret: Uint8Array
  /** What a scraper sends as its bearer token. */
  readonly metricsToken: string
  /** Where captured bytes lie: `<dir>/ab/<sha256>`. */
  readonly artifactsDir: string
  /** The built dashboard, or null. */
  readonly webDir: string | null
  readonly health: readonly HealthSource[]
  /** True once the store answers and ingest runs. */
  ready(): boolean
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer }
  /** Addresses or networks of proxies whose X-Forwarded-* are believed; their side of the connection counts as TLS. */
  readonly trustedProxies?: readonly string[]
  readonly log?: FastifyBaseLogger
  readonly limits?: Partial<ApiLimits>
  /** Checks every JSON reply against its schema: for tests; big lists cost too much in production. */
  readonly checkReplies?: boolean
}

export type { DatedStatus } from '@decnet/deploy'
