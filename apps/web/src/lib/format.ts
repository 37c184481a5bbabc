// Numbers and attacker-made text in a form that is safe to show and easy to read.

const NUMBER = new Intl.NumberFormat('en-US')

/** A count with thousands marked. */
export function count(value: number): string {
  return NUMBER.format(value)
}

/** "1 file", "3 files". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** Bytes in a binary-free, short form: 312 B, 4.1 kB, 2.0 MB. */
export function bytes(value: number): string {
  if (value < 1_000) return `${value} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let size = value / 1_000
  let unit = 0
  while (size >= 1_000 && unit < units.length - 1) {
    size /= 1_000
    unit++
  }
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`
}

/** Characters that change how text around them is shown: direction marks, joiners, tags, byte order marks. */
const INVISIBLE =
  /\u00ad|\u034f|\u061c|\u17b4|\u17b5|[\u115f\u1160]|[\u180b-\u180f]|[\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb]|[\ufe00-\ufe0f]/gu
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g
const TAGS = /[\u{e0000}-\u{e0fff}]/gu
const NAMES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function codePoint(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`
}

/** Text with every control, direction and invisible character written out. */
export function visible(text: string): string {
  return text
    .replace(CONTROL, (character) => NAMES[character] ?? codePoint(character))
    .replace(INVISIBLE, codePoint)
    .replace(TAGS, codePoint)
}

/** Addresses and URLs in a form that nothing turns into a link: hxxp://192.0.2[.]1/x. */
export function defang(text: string): string {
  return text
    .replace(/\b(h)tt(ps?)(?=:\/\/)/gi, '$1xx$2')
    .replace(/\b(f)t(ps?)(?=:\/\/)/gi, '$1x$2')
    .replace(/(:\/\/[^\s/?#]*)/g, (authority) => authority.replaceAll('.', '[.]'))
    .replace(/(?<![\d.[\]])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\d.[\]])/g, '$1[.]$2[.]$3[.]$4')
}

/** URLs defanged where they stand in attacker-made text; bare addresses stay as they are. */
export function defangUrls(text: string): string {
  return text.replace(/\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s'"<>]+/gi, (url) => defang(url))
}

/** The first eight characters of an id: enough to tell two apart on one screen. */
export function shortId(id: string): string {
  return id.slice(0, 8)
}

/** The end of a time-ordered id, where two made in the same second differ. */
export function tailId(id: string): string {
  return id.slice(-8)
}
