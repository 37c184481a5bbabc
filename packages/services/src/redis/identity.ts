// What a decky's Redis is: its version, its ids, when it started; derived from the persona, the same after every restart.
import type { Persona } from '../persona.ts'

/** Facts of the distributions' builds, by the version that they ship. */
const builds: Readonly<
  Record<string, { readonly build: string; readonly gcc: string; readonly allocator: string; readonly startup: number }>
> = {
  '7': { build: 'ae4d7c971a948f0', gcc: '12.2.0', allocator: 'jemalloc-5.3.0', startup: 876_200 },
  '6': { build: 'a3fdef44459b3ad6', gcc: '11.2.0', allocator: 'jemalloc-5.2.1', startup: 803_152 },
}

export interface Identity {
  readonly version: string
  /** 7 behaves as Debian 12's 7.0.15, 6 as Ubuntu 22.04's 6.0.16. */
  readonly major: 6 | 7
  readonly build: string
  readonly gcc: string
  readonly allocator: string
  /** Bytes that the daemon holds when it is empty. */
  readonly startup: number
  readonly os: string
  readonly hostname: string
  readonly pid: number
  readonly runId: string
  readonly replicationId: string
  /** When the daemon was started, milliseconds since the epoch. */
  readonly started: number
  readonly systemMemory: number
  /** Commands, connections and bytes a second that its own applications are said to cause. */
  readonly traffic: { readonly commands: number; readonly connections: number; readonly bytes: number }
  /** The first client id of this uptime. */
  readonly firstClient: number
}

/** The identity of the Redis on `host`; an option may name another version. */
export function identityOf(host: Persona, version?: string): Identity {
  const known = version ?? host.kind.software.redis ?? '7.0.15'
  const major = Number(known.split('.')[0]) >= 7 ? 7 : 6
  const build = builds[String(major)]
  const own = host.derive('redis identity', 64)
  const part = (at: number) => own.readUInt32BE(at) / 0x1_0000_0000
  const gigabytes = [2, 4, 8, 16][Math.floor(part(0) * 4)] ?? 4
  const commands = 0.2 + part(4) * 3
  return {
    version: known,
    major,
    build: build?.build ?? '',
    gcc: build?.gcc ?? '',
    allocator: build?.allocator ?? '',
    startup: build?.startup ?? 0,
    os: `Linux ${host.kind.kernel} ${host.kind.arch}`,
    hostname: host.hostname,
    pid: 420 + Math.floor(part(8) * 900),
    runId: host.derive('redis run id', 20).toString('hex'),
    replicationId: host.derive('redis replication id', 20).toString('hex'),
    started: host.bootTime + 6000 + Math.floor(part(12) * 20_000),
    // The kernel keeps a few per cent for itself; page-aligned.
    systemMemory: Math.floor((gigabytes * 1024 ** 3 * (0.965 + part(16) * 0.012)) / 4096) * 4096,
    traffic: { commands, connections: commands * (0.02 + part(20) * 0.1), bytes: commands * (60 + part(24) * 200) },
    firstClient: 5 + Math.floor(part(28) * 4000),
  }
}
