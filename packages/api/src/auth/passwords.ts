// Passwords: argon2id (RFC 9106) with OWASP's parameters, few at a time, and the same work for a user who is not there.
import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { Problem } from '@decnet/kernel'

/** m = 19 MiB, t = 2, p = 1; 2 is argon2id. */
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const

/** The shortest password that is taken, in characters. */
export const SHORTEST_PASSWORD = 12

export interface Passwords {
  /** A PHC string for the store. A password under 12 characters throws a Problem. */
  hash(password: string): Promise<string>
  /** True when `password` is behind `phc`; `null` (no such user) costs the same and is false. */
  verify(phc: string | null, password: string): Promise<boolean>
  /** How often the slow function ran: tests compare it instead of clocks. */
  readonly runs: number
}

/** Makes the password functions; at most `atOnce` run together, so that a flood of logins cannot take the machine's memory. */
export function makePasswords(atOnce = 2): Passwords {
  const gate = makeGate(atOnce)
  let runs = 0
  let dummy: Promise<string> | null = null
  const count = <T>(work: () => Promise<T>) =>
    gate(() => {
      runs++
      return work()
    })
  return {
    get runs() {
      return runs
    },
    hash(password) {
      if ([...password].length < SHORTEST_PASSWORD) {
        throw new Problem('request.invalid', `A password has at least ${SHORTEST_PASSWORD} characters`, {
          fields: [{ path: '/password', message: `at least ${SHORTEST_PASSWORD} characters` }],
        })
      }
      return count(() => hash(password, parameters))
    },
    async verify(phc, password) {
      dummy ??= hash(randomBytes(24), parameters)
      const target = phc ?? (await dummy)
      const right = await count(() => verify(target, password))
      return right && phc !== null
    },
  }
}

/** Runs work, at most `limit` at once; the rest waits its turn. */
function makeGate(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve))
    running++
    try {
      return await work()
    } finally {
      running--
      waiting.shift()?.()
    }
  }
}
