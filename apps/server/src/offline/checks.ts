// The doctor's checks, each of one thing.
import { spawnSync } from 'node:child_process'
import { access, constants, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { hostFacts } from '@decnet/deploy'
import { Problem } from '@decnet/kernel'
import { checkAddress } from '../patience.ts'
import { isLoopback, type Settings } from '../settings.ts'

export interface Check {
  readonly name: string
  readonly state: 'ok' | 'warning' | 'failed'
  readonly detail: string
}

/** All checks, in the order in which they are shown. */
export const checks: readonly ((settings: Settings) => Promise<Check>)[] = [node, dataDirectory, disk, dashboard, lowPorts, loopback, tools]

function node(): Promise<Check> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const supported = major > 22 || (major === 22 && minor >= 13)
  const detail = `${process.versions.node}${supported ? '' : '; 22.13 or newer is needed'}`
  return Promise.resolve({ name: 'node', state: supported ? 'ok' : 'failed', detail })
}

async function dataDirectory({ data }: Settings): Promise<Check> {
  const existing = await access(data, constants.W_OK).then(
    () => 'writable' as const,
    (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? ('missing' as const) : ('refused' as const)),
  )
  if (existing === 'writable') return { name: 'data directory', state: 'ok', detail: data }
  if (existing === 'refused') return { name: 'data directory', state: 'failed', detail: `${data} is not writable for this user` }
  const parent = await access(dirname(data), constants.W_OK).then(
    () => true,
    () => false,
  )
  return parent
    ? { name: 'data directory', state: 'ok', detail: `${data} (will be made)` }
    : { name: 'data directory', state: 'failed', detail: `${data} does not exist, and ${dirname(data)} is not writable for this user` }
}

async function disk({ data }: Settings): Promise<Check> {
  const found = await statfs(data).catch(() => statfs(dirname(data)).catch(() => null))
  if (!found) return { name: 'disk', state: 'warning', detail: 'the file system of the data directory cannot be read' }
  const gigabytes = (found.bavail * found.bsize) / 1e9
  return {
    name: 'disk',
    state: gigabytes < 1 ? 'warning' : 'ok',
    detail: `${gigabytes.toFixed(1)} GB free${gigabytes < 1 ? '; evidence needs room' : ''}`,
  }
}

const EXPOSED = '; others can reach it, so `up` needs --tls-cert and --tls-key, or --behind-proxy'

async function dashboard({ listen }: Settings): Promise<Check> {
  const name = 'dashboard'
  try {
    await checkAddress(listen)
    return { name, state: 'ok', detail: `${listen.host}:${listen.port} is free${isLoopback(listen.host) ? '' : EXPOSED}` }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    // In use is as it should be while the platform runs.
    return { name, state: error.code === 'conflict' ? 'warning' : 'failed', detail: error.message }
  }
}

async function lowPorts(): Promise<Check> {
  const { lowestPort } = await hostFacts()
  if (lowestPort <= 22) return { name: 'low ports', state: 'ok', detail: `ports from ${lowestPort} on may be bound` }
  return {
    name: 'low ports',
    state: 'warning',
    detail: `ports below ${lowestPort} may not be bound: they are bound 20000 higher. To allow them: sysctl net.ipv4.ip_unprivileged_port_start=22`,
  }
}

async function loopback(): Promise<Check> {
  const { probe } = await hostFacts()
  const answer = await probe({ address: '127.66.0.1', protocol: 'tcp', port: 0 })
  if (answer === 'free') return { name: 'loopback', state: 'ok', detail: 'deckies get addresses of their own in 127.66.0.0/16' }
  return { name: 'loopback', state: 'warning', detail: 'only 127.0.0.1 can be bound: embedded deckies share it on free ports' }
}

/** Not needed to run; handy to try a decky with. */
function tools(): Promise<Check> {
  const present = ['redis-cli', 'curl', 'nmap'].filter((tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error === undefined)
  const detail =
    present.length > 0 ? `to try deckies with: ${present.join(', ')}` : 'none of redis-cli, curl, nmap is here; any client will do'
  return Promise.resolve({ name: 'tools', state: 'ok', detail })
}
