// HTTP dates (RFC 9110 section 5.6.7): written in one form, read in three.

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

const two = (value: number) => value.toString().padStart(2, '0')

/** `Sun, 06 Nov 1994 08:49:37 GMT`; takes milliseconds since the epoch. */
export function httpDate(ms: number): string {
  const date = new Date(ms)
  const day = `${DAYS[date.getUTCDay()]}, ${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} GMT`
}

// The day's name may be anything up to a comma or a blank.
const IMF = /^ *(?:[^, ]*, *|[^ ]+ +)(\d\d) ([A-Za-z]{3}) (\d{4}) (\d\d):(\d\d):(\d\d)/
const RFC850 = /^ *(?:[^, ]*, *|[^ ]+ +)(\d\d)-([A-Za-z]{3})-(\d\d) (\d\d):(\d\d):(\d\d)/
const ASCTIME = /^ *[^, ]+ +([A-Za-z]{3}) ([ \d]\d) (\d\d):(\d\d):(\d\d) (\d{4})/

/** Whole seconds since the epoch, or undefined. Neither product checks the day's name or what follows. */
export function parseHttpDate(text: string): number | undefined {
  const imf = IMF.exec(text) ?? RFC850.exec(text)
  if (imf) return seconds({ day: imf[1], month: imf[2], year: imf[3], clock: [imf[4], imf[5], imf[6]] })
  const asc = ASCTIME.exec(text)
  return asc ? seconds({ day: asc[2], month: asc[1], year: asc[6], clock: [asc[3], asc[4], asc[5]] }) : undefined
}

interface Parts {
  readonly day: string | undefined
  readonly month: string | undefined
  readonly year: string | undefined
  readonly clock: readonly (string | undefined)[]
}

function seconds(parts: Parts): number | undefined {
  const month = MONTHS.findIndex((name) => name.toLowerCase() === parts.month?.toLowerCase())
  const [hour, minute, second] = parts.clock.map(Number)
  const day = Number(parts.day)
  if (month < 0 || day < 1 || day > 31 || (hour ?? 99) > 23 || (minute ?? 99) > 59 || (second ?? 99) > 59) return undefined
  const given = Number(parts.year)
  const year = parts.year?.length === 2 ? (given < 70 ? 2000 + given : 1900 + given) : given
  return Date.UTC(year, month, day, hour, minute, second) / 1000
}
