// CONFIG's parameters: their values, and what each may be set to.
import { configLines } from './data/config-table.ts'
import { integer, memorySize } from './numbers.ts'

/** What a parameter is; `rule` as in the data. */
interface Parameter {
  readonly name: string
  readonly rule: string
  value: string
}

const NEWER =
  /listpack|busy-reply|announce-hostname|announce-tls-port|link-sendbuf|cluster-port|preferred-endpoint|allow-replica-migration|pubsubshard|^enable-|latency-tracking|maxmemory-clients|tenacity|propagation-error|replica-announced|disk-write-errors|sync-max-replicas|shutdown-|socket-mark|sanitize-dump|proc-title|lazy-user-flush|crash-|aof-disable-auto|aof-timestamp|appenddirname|bind-source|acl-pubsub|tls-client-|key-file-pass/

/** Names of the same parameter. */
const ALIASES: readonly (readonly [string, string])[] = [
  ['slaveof', 'replicaof'],
  ['min-slaves-to-write', 'min-replicas-to-write'],
  ['min-slaves-max-lag', 'min-replicas-max-lag'],
  ['lua-time-limit', 'busy-reply-threshold'],
  ['repl-ping-slave-period', 'repl-ping-replica-period'],
  ['list-max-ziplist-size', 'list-max-listpack-size'],
]

function partnerOf(name: string): string | undefined {
  for (const [old, fresh] of ALIASES) {
    if (name === old) return fresh
    if (name === fresh) return old
  }
  if (name.startsWith('slave-')) return `replica-${name.slice(6)}`
  if (name.startsWith('replica-')) return `slave-${name.slice(8)}`
  if (name.includes('ziplist')) return name.replace('ziplist', 'listpack')
  if (name.includes('listpack')) return name.replace('listpack', 'ziplist')
  if (name.startsWith('cluster-slave-')) return name.replace('slave', 'replica')
  return name.startsWith('cluster-replica-') ? name.replace('replica', 'slave') : undefined
}

export class Configuration {
  readonly #parameters = new Map<string, Parameter>()
  readonly #major: 6 | 7

  constructor(major: 6 | 7, password: string) {
    this.#major = major
    for (const line of configLines.trim().split('\n')) {
      const [name = '', value = '', rule = 'immutable'] = line.split('|')
      if (major === 6 && NEWER.test(name)) continue
      this.#parameters.set(name, { name, value, rule: major === 6 && rule === 'protected' ? 'text' : rule })
    }
    this.put('requirepass', password)
    if (major === 6) this.put('save', '900 1 300 10 60 10000')
    if (major === 6) this.put('supervised', 'no')
  }

  get names(): readonly string[] {
    return [...this.#parameters.keys()]
  }

  get(name: string): string | undefined {
    return this.#parameters.get(name)?.value
  }

  /** Sets without asking; the parameter's other name follows. */
  put(name: string, value: string): void {
    for (const known of [name, partnerOf(name)]) {
      const parameter = known === undefined ? undefined : this.#parameters.get(known)
      if (parameter) parameter.value = value
    }
  }

  /** The text of why `value` cannot be set, or what will be stored: Redis normalises. */
  check(name: string, value: string): { readonly fault: string } | { readonly value: string } {
    const parameter = this.#parameters.get(name)
    if (!parameter) return { fault: 'unknown' }
    const [rule = '', ...words] = parameter.rule.split(' ')
    switch (rule) {
      case 'immutable':
        return { fault: "can't set immutable config" }
      case 'protected':
        return { fault: "can't set protected config" }
      case 'bool':
        return /^(yes|no)$/i.test(value) ? { value: value.toLowerCase() } : { fault: "argument must be 'yes' or 'no'" }
      case 'enum':
        return words.includes(value.toLowerCase())
          ? { value: value.toLowerCase() }
          : { fault: `argument(s) must be one of the following: ${words.join(', ')}` }
      case 'int':
        return checkInteger(value, words)
      case 'memory':
      case 'percent':
        return checkMemory(value, rule)
      case 'special':
        return checkSpecial(name, value)
      default:
        return { value }
    }
  }

  /** True for the version that keeps dir and dbfilename from being set. */
  get guarded(): boolean {
    return this.#major >= 7
  }
}

function checkInteger(value: string, [least = '', most = '']: readonly string[]): { fault: string } | { value: string } {
  const number = integer(value)
  if (number === undefined) return { fault: "argument couldn't be parsed into an integer" }
  if (number < BigInt(least) || number > BigInt(most)) return { fault: `argument must be between ${least} and ${most} inclusive` }
  return { value }
}

function checkMemory(value: string, rule: string): { fault: string } | { value: string } {
  const size = memorySize(value)
  if (size !== undefined) return { value: size.toString() }
  return { fault: rule === 'percent' ? 'argument must be a memory or percent value' : 'argument must be a memory value' }
}

function checkSpecial(name: string, value: string): { fault: string } | { value: string } {
  const words = value.split(' ').filter(Boolean)
  if (name === 'save') {
    const numbers = words.map((word) => integer(word))
    const good = words.length % 2 === 0 && numbers.every((number, index) => number !== undefined && number >= (index % 2 ? 0n : 1n))
    return good ? { value: words.join(' ') } : { fault: 'Invalid save parameters' }
  }
  if (name === 'notify-keyspace-events') {
    return /^[Ag$lshzxeKEtmdn]*$/.test(value) ? { value } : { fault: "Invalid event class character. Use 'Ag$lshzxeKEtmdn'." }
  }
  if (name === 'oom-score-adj-values') return words.length === 3 ? { value } : { fault: 'wrong number of arguments' }
  if (name === 'bind') return { fault: 'Failed to bind to specified addresses.' }
  if (name === 'latency-tracking-info-percentiles') {
    const good = words.every((word) => /^\d+(\.\d+)?$/.test(word) && Number(word) <= 100)
    return good ? { value } : { fault: 'Invalid latency-tracking-info-percentiles parameters' }
  }
  return { fault: 'Wrong number of arguments in buffer limit configuration.' }
}
