// Conditional requests (RFC 9110 section 13): may the file be sent, is the client's copy good, is the Range still about it.
import { parseHttpDate } from './dates.ts'
import { type Head, header, headerList } from './message.ts'

/** The state of what is asked for. `modified` is whole seconds since the epoch. */
export interface Validators {
  readonly etag: string
  readonly modified: number
}

export type Condition = 'send' | 'unmodified' | 'failed'

/** True when a list of entity tags holds this one. A tag not followed by a comma ends the list, as both products read it. */
function listed(list: string, etag: string, weak: boolean): boolean {
  if (list === '*') return true
  for (const entry of list.split(',')) {
    const tag = entry.trim()
    if (tag === etag || (weak && tag === `W/${etag}`)) return true
  }
  return false
}

/** nginx: a date must be exactly the file's own, and all given conditions must say "unmodified". */
export function nginxCondition(head: Head, file: Validators): Condition {
  const unmodifiedSince = header(head, 'if-unmodified-since')
  if (unmodifiedSince !== undefined) {
    // What is no date counts as one before all others.
    if ((parseHttpDate(unmodifiedSince) ?? -1) < file.modified) return 'failed'
  }
  const match = header(head, 'if-match')
  if (match !== undefined && !listed(match, file.etag, false)) return 'failed'
  const since = header(head, 'if-modified-since')
  const noneMatch = header(head, 'if-none-match')
  if (since === undefined && noneMatch === undefined) return 'send'
  if (since !== undefined && parseHttpDate(since) !== file.modified) return 'send'
  if (noneMatch !== undefined && !listed(noneMatch, file.etag, true)) return 'send'
  return 'unmodified'
}

/** Apache: dates are compared in order, and one in the future counts for nothing. `now` is whole seconds since the epoch. */
export function apacheCondition(head: Head, file: Validators, now: number): Condition {
  const match = headerList(head, 'if-match')
  if (match !== undefined && !match.startsWith('*') && !listed(match, file.etag, false)) return 'failed'
  const unmodifiedSince = header(head, 'if-unmodified-since')
  const before = unmodifiedSince === undefined ? undefined : parseHttpDate(unmodifiedSince)
  if (match === undefined && before !== undefined && before < file.modified) return 'failed'
  const noneMatch = headerList(head, 'if-none-match')
  if (noneMatch !== undefined && !noneMatch.startsWith('*') && !listed(noneMatch, file.etag, true)) return 'send'
  const modifiedSince = header(head, 'if-modified-since')
  if (modifiedSince !== undefined) {
    const since = parseHttpDate(modifiedSince) ?? 0
    return file.modified <= since && since <= now ? 'unmodified' : 'send'
  }
  return noneMatch !== undefined ? 'unmodified' : 'send'
}

/** True when there is no If-Range, or it names what the file is now. */
export function rangeHolds(head: Head, file: Validators): boolean {
  const value = header(head, 'if-range')
  if (value === undefined) return true
  return value.endsWith('"') ? value === file.etag : parseHttpDate(value) === file.modified
}
