// What one stream client wants to hear of.
import { compilePattern } from '@decnet/bus'
import { type Finding, Problem, type StoredEvent, topics } from '@decnet/kernel'

export interface Wish {
  event(event: StoredEvent): boolean
  finding(finding: Finding): boolean
  /** Operations have no attacker: who asks for one attacker does not get them. */
  operation(topic: string): boolean
}

export interface WishQuery {
  readonly topics?: string | undefined
  readonly attacker?: string | undefined
  readonly topology?: string | undefined
}

/** Makes a filter of the query. A pattern that breaks the grammar throws `query.invalid`. */
export function makeWish(query: WishQuery): Wish {
  const patterns = query.topics === undefined ? null : query.topics.split(',').map((pattern) => compiled(pattern.trim()))
  const wants = (topic: string) => patterns === null || patterns.some((test) => test(topic))
  const { attacker, topology } = query
  return {
    event: (event) =>
      (attacker === undefined || event.attacker_uuid === attacker) &&
      (topology === undefined || event.topology_id === topology) &&
      wants(topics.event(event.decky, event.kind)),
    finding: (finding) =>
      (attacker === undefined || finding.payload.attacker_uuid === attacker) &&
      topology === undefined &&
      wants(topics.finding(finding.topic)),
    operation: (topic) => attacker === undefined && topology === undefined && wants(topic),
  }
}

function compiled(pattern: string): (topic: string) => boolean {
  try {
    return compilePattern(pattern)
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : 'is no pattern'
    throw new Problem('query.invalid', `topics: ${message}`, { fields: [{ path: '/topics', message }], cause })
  }
}
