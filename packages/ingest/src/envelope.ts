// The envelope of an event, checked without the schema on the way that nearly every line takes.
import type { EventKindName } from '@decnet/kernel'

/** What an event's JSON is known to be once {@link isEnvelope} has said so; facts are still to be read. */
export interface Envelope {
  id: string
  time: number
  kind: EventKindName
  decky_id: string
  decky: string
  topology_id: string | null
  service: string | null
  session: string | null
  peer_ip: string | null
  peer_port: number | null
  local_port: number | null
  truncated?: true
  facts: unknown
}

type Claimed = { readonly [Name in keyof Envelope]?: unknown }

const DASH = 0x2d
const ZERO = 0x30
const NINE = 0x39
const LOWER_A = 0x61
const LOWER_F = 0x66

/** True for a lower-case canonical uuid. Half of what an envelope costs is this, five times: a loop beats the pattern. */
function isUuid(value: unknown): boolean {
  if (typeof value !== 'string' || value.length !== 36) return false
  for (let at = 0; at < 36; at++) {
    const code = value.charCodeAt(at)
    if (at === 8 || at === 13 || at === 18 || at === 23) {
      if (code !== DASH) return false
    } else if (!((code >= ZERO && code <= NINE) || (code >= LOWER_A && code <= LOWER_F))) return false
  }
  return true
}

const isText = (value: unknown, most: number) => typeof value === 'string' && value.length <= most
const isPort = (value: unknown) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65_535

/**
 * True where kernel's `eventEnvelope` accepts `json`, whose kind is known to be one, as it is. False is no verdict: the
 * schema is asked then, and names what is wrong.
 */
export function isEnvelope(json: object): json is Envelope {
  const { id, time, decky_id, decky, topology_id, service, session, peer_ip, peer_port, local_port, truncated } = json as Claimed
  return (
    isUuid(id) &&
    Number.isSafeInteger(time) &&
    (time as number) >= 0 &&
    isUuid(decky_id) &&
    isText(decky, 63) &&
    (topology_id === null || isUuid(topology_id)) &&
    (service === null || isText(service, 64)) &&
    (session === null || isUuid(session)) &&
    (peer_ip === null || isText(peer_ip, 45)) &&
    (peer_port === null || isPort(peer_port)) &&
    (local_port === null || isPort(local_port)) &&
    (truncated === true || truncated === undefined)
  )
}
