// The story of an attacker: events grouped by session, repeats folded; and where their marks stand on a time line.
import type { EventRow } from '../../lib/api.ts'
import { eventLine, type Mark, marks } from '../../lib/event-line.ts'

/** Things that happened one after another and read the same. */
export interface Moment {
  readonly first: EventRow
  readonly last: EventRow
  readonly times: number
}

/** One session, or what happened on a decky outside of any. */
export interface Chapter {
  readonly key: string
  readonly session: string | null
  readonly decky: string
  readonly service: string | null
  /** Milliseconds since the epoch. */
  readonly start: number
  readonly end: number
  readonly open: boolean
  readonly moments: readonly Moment[]
}

function reads(event: EventRow): string {
  const line = eventLine(event)
  return `${event.kind}\n${line.verb}\n${line.code}\n${line.note}`
}

/** Folds neighbours that read the same. */
export function foldRepeats(events: readonly EventRow[]): Moment[] {
  const moments: Moment[] = []
  let before = ''
  for (const event of events) {
    const text = reads(event)
    const last = moments.at(-1)
    if (last && text === before) moments[moments.length - 1] = { ...last, last: event, times: last.times + 1 }
    else moments.push({ first: event, last: event, times: 1 })
    before = text
  }
  return moments
}

/** Groups events by session, sessions by their start; inside a session by time, then by number. */
export function tellStory(events: readonly EventRow[]): Chapter[] {
  const groups = new Map<string, EventRow[]>()
  for (const event of events) {
    const key = event.session ?? `${event.decky}:none`
    const group = groups.get(key)
    if (group) group.push(event)
    else groups.set(key, [event])
  }
  return [...groups].map(([key, group]) => chapterOf(key, group)).sort((a, b) => a.start - b.start || a.key.localeCompare(b.key))
}

function chapterOf(key: string, group: readonly EventRow[]): Chapter {
  const sorted = [...group].sort((a, b) => Date.parse(a.time) - Date.parse(b.time) || a.seq - b.seq)
  const first = sorted[0]
  const last = sorted.at(-1)
  return {
    key,
    session: first?.session ?? null,
    decky: first?.decky ?? '',
    service: sorted.find((event) => event.service !== null)?.service ?? null,
    start: first ? Date.parse(first.time) : 0,
    end: last ? Date.parse(last.time) : 0,
    open: first?.session != null && !sorted.some((event) => event.kind === 'connection.closed'),
    moments: foldRepeats(sorted),
  }
}

/** Deckies in the order in which they were first touched: the lanes. */
export function lanesOf(chapters: readonly Chapter[]): string[] {
  return [...new Set(chapters.map((chapter) => chapter.decky))]
}

export interface Span {
  readonly from: number
  readonly to: number
}

/** The time from the first to the last event, with a little room at both ends. */
export function wholeSpan(events: readonly EventRow[]): Span {
  const times = events.map((event) => Date.parse(event.time))
  const from = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY)
  const to = times.reduce((most, time) => Math.max(most, time), 0)
  if (to === 0) return { from: 0, to: 1 }
  const room = Math.max((to - from) * 0.03, 500)
  return { from: from - room, to: to + room }
}

/** A mark on the time line, standing for all events of its kind in one slot of a lane. */
export interface Placed {
  readonly decky: string
  readonly mark: Mark
  /** Pixels from the left. */
  readonly x: number
  readonly count: number
  readonly event: EventRow
}

interface Canvas extends Span {
  readonly width: number
  /** Slots of this many pixels hold one mark of a kind. */
  readonly slot: number
}

/** Where the marks stand; what lies outside of the span is left out, quieter kinds are drawn first. */
export function placeMarks(events: readonly EventRow[], canvas: Canvas): Placed[] {
  const slots = new Map<string, Placed>()
  const scale = canvas.width / (canvas.to - canvas.from)
  for (const event of events) {
    if (event.kind === 'connection.closed') continue
    const x = (Date.parse(event.time) - canvas.from) * scale
    if (x < 0 || x > canvas.width) continue
    const { mark } = eventLine(event)
    const slot = Math.round(x / canvas.slot)
    const key = `${event.decky}\n${mark}\n${slot}`
    const there = slots.get(key)
    slots.set(key, there ? { ...there, count: there.count + 1 } : { decky: event.decky, mark, x: slot * canvas.slot, count: 1, event })
  }
  return [...slots.values()].sort((a, b) => marks.indexOf(a.mark) - marks.indexOf(b.mark))
}

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000]
const LONG_STEPS = [
  1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000, 604_800_000, 2_592_000_000,
]

/** Round instants inside a span, about `wanted` of them. */
export function ticksOf({ from, to }: Span, wanted: number): number[] {
  const ideal = (to - from) / Math.max(1, wanted)
  const step = [...STEPS, ...LONG_STEPS].find((one) => one >= ideal) ?? ideal
  const ticks: number[] = []
  for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) ticks.push(tick)
  return ticks
}
