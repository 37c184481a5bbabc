// An event as one frame that fits: the longest strings of its facts are cut first, and the event says so.
import { MAX_FRAME_BYTES } from '@decnet/kernel'

/** What the encoder needs of an event: JSON data whose `facts` may be shortened. */
export interface Encodable {
  readonly facts: object
}

/** Strings up to this length are never cut while anything longer is left: ids, sums and words of enumerations. */
const UNTOUCHED = 64

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
interface Leaf {
  readonly text: string
  readonly base64: boolean
  put(text: string): void
}

/**
 * The frame line of an event with its newline, at most MAX_FRAME_BYTES. Base64 (`*_b64`) is cut in whole groups of
 * four. Where cutting strings is not enough, lists lose their tails. Facts that cannot be made to fit give undefined.
 */
export function encodeEvent(event: Encodable): string | undefined {
  const line = frameLine(event)
  if (fits(line)) return line
  const facts = JSON.parse(JSON.stringify(event.facts)) as { [key: string]: Json }
  const shortened = { ...event, truncated: true, facts }
  do if (capStrings(shortened, UNTOUCHED)) return frameLine(shortened)
  while (halveLists(facts))
  return capStrings(shortened, 0) ? frameLine(shortened) : undefined
}

function frameLine(event: object): string {
  return `${JSON.stringify({ frame: 'event', event })}\n`
}

function fits(line: string): boolean {
  return line.length * 3 <= MAX_FRAME_BYTES || (line.length <= MAX_FRAME_BYTES && Buffer.byteLength(line) <= MAX_FRAME_BYTES)
}

/**
 * Cuts all strings to the greatest common length that fits; changes nothing and says false when `floor` does not.
 * Searches upwards from the floor, so that the work is bounded by the frame and not by what an attacker sent.
 */
function capStrings(event: { readonly facts: Json }, floor: number): boolean {
  const leaves: Leaf[] = []
  collect(event.facts, leaves)
  const long = leaves.filter((leaf) => leaf.text.length > floor)
  for (const leaf of long) leaf.put('')
  const room = MAX_FRAME_BYTES - Buffer.byteLength(frameLine(event))
  const fitting = (length: number) => {
    let cost = 0
    return long.every((leaf) => {
      cost += Buffer.byteLength(JSON.stringify(cut(leaf, length))) - 2
      return cost <= room
    })
  }
  if (room < 0 || !fitting(floor)) {
    for (const leaf of long) leaf.put(leaf.text)
    return false
  }
  let low = floor
  let high = Math.max(64, 2 * floor)
  while (high < MAX_FRAME_BYTES && fitting(high)) {
    low = high
    high *= 2
  }
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fitting(middle)) low = middle
    else high = middle - 1
  }
  for (const leaf of long) leaf.put(cut(leaf, low))
  return true
}

function cut({ text, base64 }: Leaf, length: number): string {
  if (text.length <= length) return text
  if (base64) return text.slice(0, length & ~3)
  const last = text.charCodeAt(length - 1)
  // A high surrogate without its low half is no character.
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length)
}

function collect(value: Json, leaves: Leaf[]): void {
  if (value === null || typeof value !== 'object') return
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      if (typeof item !== 'string') collect(item, leaves)
      else leaves.push({ text: item, base64: false, put: (text) => value.splice(index, 1, text) })
    }
    return
  }
  for (const [key, item] of Object.entries(value)) {
    if (typeof item !== 'string') collect(item, leaves)
    else
      leaves.push({
        text: item,
        base64: key.endsWith('_b64'),
        put: (text) => {
          value[key] = text
        },
      })
  }
}

/** Cuts all lists to half the length of the longest; false when there is nothing left to cut. */
function halveLists(facts: Json): boolean {
  const lists: Json[][] = []
  const walk = (value: Json): void => {
    if (value === null || typeof value !== 'object') return
    if (Array.isArray(value)) lists.push(value)
    for (const item of Object.values(value)) walk(item)
  }
  walk(facts)
  const longest = lists.reduce((most, list) => Math.max(most, list.length), 0)
  for (const list of lists) list.length = Math.min(list.length, Math.floor(longest / 2))
  return longest > 0
}
