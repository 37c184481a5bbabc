// Time ranges as they stand in the URL, and times as people read them.

/** Either "the last so many milliseconds" or from one instant to another (milliseconds since the epoch). */
export type Range = { readonly kind: 'last'; readonly ms: number } | { readonly kind: 'fixed'; readonly from: number; readonly to: number }

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

export const presets: readonly { readonly text: string; readonly title: string }[] = [
  { text: '15m', title: 'Last 15 minutes' },
  { text: '1h', title: 'Last hour' },
  { text: '24h', title: 'Last 24 hours' },
  { text: '7d', title: 'Last 7 days' },
  { text: '30d', title: 'Last 30 days' },
]

export const defaultRange = '24h'

/** Reads `15m`, `24h`, `7d`, or `<instant>..<instant>`; anything else is null. */
export function parseRange(text: string): Range | null {
  const last = /^([1-9]\d{0,4})([mhd])$/.exec(text)
  if (last) return { kind: 'last', ms: Number(last[1]) * (UNITS[last[2] ?? ''] ?? 0) }
  const [left, right, more] = text.split('..')
  if (left === undefined || right === undefined || more !== undefined) return null
  const from = Date.parse(left)
  const to = Date.parse(right)
  return Number.isNaN(from) || Number.isNaN(to) || from >= to ? null : { kind: 'fixed', from, to }
}

/** The URL form of a fixed range. */
export function rangeText(from: number, to: number): string {
  return `${new Date(Math.floor(from)).toISOString()}..${new Date(Math.ceil(to)).toISOString()}`
}

/** The query parameters of a range at this moment; an open end is left out so that what comes later counts. */
export function rangeQuery(text: string, now: number): { from: number; to?: number } {
  const range = parseRange(text) ?? parseRange(defaultRange)
  if (!range) return { from: now - 86_400_000 }
  return range.kind === 'last' ? { from: now - range.ms } : { from: range.from, to: range.to }
}

/** The two ends of a range at this moment. */
export function rangeSpan(text: string, now: number): { from: number; to: number } {
  const { from, to } = rangeQuery(text, now)
  return { from, to: to ?? now }
}

export type Zone = 'local' | 'utc'

function zoneOf(zone: Zone): { timeZone?: string } {
  return zone === 'utc' ? { timeZone: 'UTC' } : {}
}

/** A short name of the zone that times are shown in, such as UTC or Europe/Madrid. */
export function zoneName(zone: Zone): string {
  return zone === 'utc' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** Date and time to the millisecond, with the zone. */
export function absolute(ms: number, zone: Zone): string {
  const text = new Intl.DateTimeFormat('en-GB', {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    ...zoneOf(zone),
  }).format(ms)
  return `${text} ${zoneName(zone)}`
}

/** The time of day, with the date in front when it is not `now`'s. */
export function clockTime(ms: number, now: number, zone: Zone): string {
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...zoneOf(zone) })
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', ...zoneOf(zone) }).format(ms)
  return day.format(ms) === day.format(now) ? time : `${day.format(ms)} ${time}`
}

/** How long ago, in one unit. */
export function ago(ms: number, now: number): string {
  const passed = now - ms
  if (passed < 5_000) return 'just now'
  if (passed < 60_000) return `${Math.floor(passed / 1_000)} s ago`
  if (passed < 3_600_000) return `${Math.floor(passed / 60_000)} min ago`
  if (passed < 86_400_000) return `${Math.floor(passed / 3_600_000)} h ago`
  return `${Math.floor(passed / 86_400_000)} d ago`
}

/** A length of time in its largest fitting unit; under ten units, with the next one down. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`
  if (ms < 60_000) return `${ms < 10_000 ? (ms / 1_000).toFixed(1) : Math.floor(ms / 1_000)} s`
  if (ms < 3_600_000) return two(ms, 60_000, 'min', 1_000, 's')
  if (ms < 86_400_000) return two(ms, 3_600_000, 'h', 60_000, 'min')
  return two(ms, 86_400_000, 'd', 3_600_000, 'h')
}

function two(ms: number, ...[big, bigName, small, smallName]: [number, string, number, string]): string {
  const whole = Math.floor(ms / big)
  const rest = Math.floor((ms % big) / small)
  return whole >= 10 || rest === 0 ? `${whole} ${bigName}` : `${whole} ${bigName} ${rest} ${smallName}`
}

/** What a page's title says of its range. */
export function rangeTitle(text: string, zone: Zone): string {
  const preset = presets.find((entry) => entry.text === text)
  if (preset) return preset.title.toLowerCase()
  const range = parseRange(text)
  if (!range) return 'last 24 hours'
  if (range.kind === 'last') return `last ${duration(range.ms)}`
  const form = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', ...zoneOf(zone) })
  return `${form.format(range.from)} to ${form.format(range.to)}`
}
