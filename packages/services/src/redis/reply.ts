// Replies and their encoding: RESP2, and RESP3 after HELLO 3. All text is latin1: one character, one byte.

/** A reply: text is a bulk string, null the protocol's null, lists are arrays; the rest is tagged. */
export type Reply = string | number | bigint | null | readonly Reply[] | Special

export type Special =
  | { readonly kind: 'status' | 'error' | 'verbatim'; readonly text: string }
  | { readonly kind: 'double'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Reply, Reply])[] }
  | { readonly kind: 'set' | 'push'; readonly items: readonly Reply[] }
  | { readonly kind: 'replies'; readonly items: readonly Reply[] }
  | { readonly kind: 'null array' | 'nothing' }

export type Fault = Special & { readonly kind: 'error' }

export const status = (text: string): Special => ({ kind: 'status', text })
/** An error; its code is the first word. */
export const error = (text: string): Fault => ({ kind: 'error', text }) as Fault
export const verbatim = (text: string): Special => ({ kind: 'verbatim', text })
export const map = (entries: readonly (readonly [Reply, Reply])[]): Special => ({ kind: 'map', entries })
export const set = (items: readonly Reply[]): Special => ({ kind: 'set', items })
export const push = (items: readonly Reply[]): Special => ({ kind: 'push', items })
/** Several replies to one command, one after the other. */
export const replies = (items: readonly Reply[]): Special => ({ kind: 'replies', items })
/** A number as text, already formatted: a bulk string in RESP2, a double in RESP3. */
export const double = (text: string): Special => ({ kind: 'double', text })
export const OK = status('OK')
export const QUEUED = status('QUEUED')
export const NULL_ARRAY: Special = { kind: 'null array' }
export const NOTHING: Special = { kind: 'nothing' }

/** True for an error reply. */
export function isFault(value: unknown): value is Fault {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'error'
}

/** The bytes of a reply, as latin1 text. */
export function encode(reply: Reply, protocol: 2 | 3): string {
  if (typeof reply === 'string') return `$${reply.length}\r\n${reply}\r\n`
  if (typeof reply === 'number' || typeof reply === 'bigint') return `:${reply}\r\n`
  if (reply === null) return protocol === 3 ? '_\r\n' : '$-1\r\n'
  if (!('kind' in reply)) return list('*', reply, protocol)
  return special(reply, protocol)
}

function special(reply: Special, protocol: 2 | 3): string {
  switch (reply.kind) {
    case 'status':
      return `+${reply.text}\r\n`
    case 'error':
      return `-${reply.text.replaceAll(/[\r\n]/g, ' ')}\r\n`
    case 'verbatim':
      return protocol === 3 ? `=${reply.text.length + 4}\r\ntxt:${reply.text}\r\n` : encode(reply.text, protocol)
    case 'double':
      return protocol === 3 ? `,${reply.text}\r\n` : encode(reply.text, protocol)
    case 'boolean':
      if (protocol === 3) return reply.value ? '#t\r\n' : '#f\r\n'
      return reply.value ? ':1\r\n' : ':0\r\n'
    case 'map':
      return pairs(reply.entries, protocol)
    case 'set':
      return list(protocol === 3 ? '~' : '*', reply.items, protocol)
    case 'push':
      return list(protocol === 3 ? '>' : '*', reply.items, protocol)
    case 'replies':
      return reply.items.map((item) => encode(item, protocol)).join('')
    case 'null array':
      return protocol === 3 ? '_\r\n' : '*-1\r\n'
    case 'nothing':
      return ''
  }
}

function list(mark: string, items: readonly Reply[], protocol: 2 | 3): string {
  let text = `${mark}${items.length}\r\n`
  for (const item of items) text += encode(item, protocol)
  return text
}

function pairs(entries: readonly (readonly [Reply, Reply])[], protocol: 2 | 3): string {
  let text = protocol === 3 ? `%${entries.length}\r\n` : `*${entries.length * 2}\r\n`
  for (const [name, value] of entries) text += encode(name, protocol) + encode(value, protocol)
  return text
}

/** About how many bytes a reply takes, from above; known before its text is made. */
export function sizeOf(reply: Reply): number {
  if (typeof reply === 'string') return reply.length + 16
  if (typeof reply !== 'object' || reply === null) return 24
  if (!('kind' in reply)) return sizeOfAll(reply)
  if ('text' in reply) return reply.text.length + 24
  if ('items' in reply) return sizeOfAll(reply.items)
  if ('entries' in reply) return reply.entries.reduce((sum, entry) => sum + sizeOf(entry[0]) + sizeOf(entry[1]), 16)
  return 16
}

function sizeOfAll(replies: readonly Reply[]): number {
  let sum = 16
  for (const each of replies) sum += sizeOf(each)
  return sum
}
