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
  for (;;) {
    if (capStrings(facts, UNTOUCHED, () => fits(frameLine(shortened)))) return frameLine(shortened)
    if (!halveLists(facts)) break
  }
  if (capStrings(facts, 0, () => fits(frameLine(shortened)))) return frameLine(shortened)
  return undefined
}

function frameLine(event: object): string {
  return `${JSON.stringify({ frame: 'event', event })}\n`
}

function fits(line: string): boolean {
  return line.length * 3 <= MAX_FRAME_BYTES || (line.length <= MAX_FRAME_BYTES && Buffer.byteLength(line) <= MAX_FRAME_BYTES)
}

/** Cuts every string to the greatest common length that fits; changes nothing and says false when `floor` does not. */
function capStrings(facts: Json, floor: number, fitting: () => boolean): boolean {
  const leaves: Leaf[] = []
  collect(facts, leaves)
  const cap = (length: number) => {
    for (const leaf of leaves) if (leaf.text.length > length) leaf.put(cut(leaf, length))
  }
  const restore = () => {
    for (const leaf of leaves) leaf.put(leaf.text)
  }
  let low = floor
  let high = MAX_FRAME_BYTES
  cap(low)
  if (!fitting()) {
    restore()
    return false
  }
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    restore()
    cap(middle)
    if (fitting()) low = middle
    else high = middle - 1
  }
  restore()
  cap(low)
  return true
}

function cut({ text, base64 }: Leaf, length: number): string {
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
