// Giving up root: another user, no groups, and of all capabilities only the one for ports below 1024.
import { readdirSync, readFileSync } from 'node:fs'
import { errorText, type Log } from './log.ts'

/** What a sensor runs as. */
export interface Privileges {
  readonly uid: number
  readonly gid: number
  /** Whether ports below 1024 may be bound by capability; without it the kernel's setting decides. */
  readonly lowPorts: boolean
}

// linux/prctl.h and linux/capability.h
const PR_SET_KEEPCAPS = 8
const PR_CAPBSET_DROP = 24
const PR_SET_NO_NEW_PRIVS = 38
const CAP_NET_BIND_SERVICE = 10
const CAPABILITY_VERSION_3 = 0x20080522
const LAST_CAPABILITY = 63

/** The two system calls that Node does not have. Each returns 0, or -1 when the kernel refuses. */
interface Kernel {
  prctl(option: number, value: number): number
  capset(header: Buffer, data: Buffer): number
}

/** A user that was looked up, with all that is needed to become it. */
export interface Drop {
  readonly uid: number
  readonly gid: number
  /** Becomes that user, for good. Throws when the process does not have exactly what it should afterwards. */
  drop(): Privileges
}

/**
 * Prepares to run as `user` (a name of /etc/passwd). Undefined when this process is not root: then there is nothing
 * to give up. Call before what needs root; call `drop` when all code is loaded and all files of root are open.
 */
export async function prepareDrop(user: string, log: Log): Promise<Drop | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const { uid, gid } = lookUp(user)
  const kernel = await loadKernel(log)
  return { uid, gid, drop: () => dropTo({ uid, gid }, kernel) }
}

function dropTo({ uid, gid }: { uid: number; gid: number }, kernel: Kernel | undefined): Privileges {
  // The capability outlives setuid only on the thread that asks for it: this one, which is where Node binds.
  const kept = kernel !== undefined && kernel.prctl(PR_SET_KEEPCAPS, 1) === 0
  if (kernel)
    for (let capability = 0; capability <= LAST_CAPABILITY; capability++)
      if (capability !== CAP_NET_BIND_SERVICE) kernel.prctl(PR_CAPBSET_DROP, capability)
  process.setgroups?.([])
  process.setgid?.(gid)
  process.setuid?.(uid)
  const lowPorts = kept && kernel.capset(capabilityHeader(), capabilityData()) === 0
  if (kernel) {
    kernel.prctl(PR_SET_KEEPCAPS, 0)
    kernel.prctl(PR_SET_NO_NEW_PRIVS, 1)
  }
  verify(uid, lowPorts)
  return { uid, gid, lowPorts }
}

/** struct __user_cap_header_struct: version, and pid 0 for the calling thread. */
function capabilityHeader(): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt32LE(CAPABILITY_VERSION_3, 0)
  return header
}

/** Two of struct __user_cap_data_struct: effective, permitted, inheritable, for capabilities 0-31 and 32-63. */
function capabilityData(): Buffer {
  const data = Buffer.alloc(24)
  data.writeUInt32LE(1 << CAP_NET_BIND_SERVICE, 0)
  data.writeUInt32LE(1 << CAP_NET_BIND_SERVICE, 4)
  return data
}

/** Reads back from the kernel what every thread has now. */
function verify(uid: number, lowPorts: boolean): void {
  const most = lowPorts ? 1n << BigInt(CAP_NET_BIND_SERVICE) : 0n
  for (const task of readdirSync('/proc/self/task')) {
    const status = readFileSync(`/proc/self/task/${task}/status`, 'utf8')
    const uids = field(status, 'Uid').split(/\s+/)
    const effective = BigInt(`0x${field(status, 'CapEff')}`)
    const permitted = BigInt(`0x${field(status, 'CapPrm')}`)
    if (uids.some((each) => each !== String(uid))) throw new Error(`thread ${task} still has user ids ${uids.join(' ')}`)
    if (field(status, 'Groups') !== '') throw new Error(`thread ${task} still has groups`)
    if ((effective | permitted) & ~most) throw new Error(`thread ${task} still has capabilities ${permitted.toString(16)}`)
  }
}

function field(status: string, name: string): string {
  return new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*$`, 'm').exec(status)?.[1] ?? ''
}

function lookUp(user: string): { uid: number; gid: number } {
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (name !== user || uid === undefined || gid === undefined) continue
    if (uid === '0') throw new Error(`${user} is root`)
    return { uid: Number(uid), gid: Number(gid) }
  }
  throw new Error(`there is no user ${user}`)
}

/** Without koffi, or on another C library, root is given up all the same, and low ports with it. */
async function loadKernel(log: Log): Promise<Kernel | undefined> {
  try {
    const { load } = await import('koffi')
    const libc = load('libc.so.6')
    const prctl = libc.func('int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)')
    const capset = libc.func('int capset(void *header, const void *data)')
    return {
      prctl: (option, value) => Number(prctl(option, value, 0, 0, 0)),
      capset: (header, data) => Number(capset(header, data)),
    }
  } catch (error) {
    log('low ports cannot be kept', { error: errorText(error).slice(0, 200) })
    return undefined
  }
}
