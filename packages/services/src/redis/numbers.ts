// Numbers as Redis reads and prints them.

const LEAST = -(2n ** 63n)
const MOST = 2n ** 63n - 1n

/** A 64-bit signed integer in its only spelling (no plus, no leading zeros, no spaces), or undefined. */
export function integer(text: string): bigint | undefined {
  if (text.length > 20 || !/^(0|-?[1-9][0-9]*)$/.test(text)) return undefined
  const value = BigInt(text)
  return inRange(value) ? value : undefined
}

/** True for what fits 64 bits signed. */
export function inRange(value: bigint): boolean {
  return value >= LEAST && value <= MOST
}

/** The same as a number; beyond 2^53 it loses digits, which no index or count needs. */
export function whole(text: string): number | undefined {
  const value = integer(text)
  return value === undefined ? undefined : Number(value)
}

/** A double as strtod reads it: decimal, hexadecimal, exponent, inf, infinity; not nan, no spaces around. */
export function float(text: string): number | undefined {
  // No two repeats in a row for the same digits: a long argument would be gone through again and again.
  if (/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text)) return Number(text)
  const infinite = /^([+-]?)inf(inity)?$/i.exec(text)
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity
  if (/^[+-]?0[xX][0-9a-fA-F]+$/.test(text)) return text.startsWith('-') ? -Number(text.slice(1)) : Number(text.replace('+', ''))
  return undefined
}

/** A double as `%.17g` prints it. */
export function printFloat(value: number, digits = 17): string {
  if (value === Infinity) return 'inf'
  if (value === -Infinity) return '-inf'
  if (Number.isNaN(value)) return 'nan'
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [mantissa = '', power = '0'] = value.toExponential(digits - 1).split('e')
  const exponent = Number(power)
  if (exponent < -4 || exponent >= digits) {
    const sign = exponent < 0 ? '-' : '+'
    return `${trimZeros(mantissa)}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`
  }
  return trimZeros(value.toFixed(Math.max(0, digits - 1 - exponent)).slice(0, 400))
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text
}

const SCALE = 10n ** 17n

/** A decimal as a whole number of 10^-17: what a long double prints with `%.17Lf`; undefined when it is no number. */
function scaled(text: string): bigint | undefined {
  const value = float(text)
  if (value === undefined || !Number.isFinite(value) || Math.abs(value) > 1e300) return undefined
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text)
  if (!match) return BigInt(Math.trunc(value)) * SCALE
  const power = Number(match[4] ?? 0) + 17 - (match[3]?.length ?? 0)
  const digits = BigInt(`${match[2] ?? ''}${match[3] ?? ''}` || '0')
  const size = power >= 0 ? digits * 10n ** BigInt(Math.min(power, 330)) : digits / 10n ** BigInt(Math.min(-power, 400))
  return match[1] === '-' ? -size : size
}

/** The sum of two decimals as INCRBYFLOAT prints it, or undefined when one is not a number. */
export function addDecimals(first: string, second: string): string | undefined {
  const [left, right] = [scaled(first), scaled(second)]
  if (left === undefined || right === undefined) return undefined
  const sum = left + right
  const size = (sum < 0n ? -sum : sum).toString().padStart(18, '0')
  const text = trimZeros(`${size.slice(0, -17)}.${size.slice(-17)}`)
  return sum < 0n && text !== '0' ? `-${text}` : text
}

/** Bytes for people, as INFO prints them: `894.94K`. */
export function humanBytes(bytes: number): string {
  const units = ['B', 'K', 'M', 'G', 'T']
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return unit === 0 ? `${bytes}B` : `${value.toFixed(2)}${units[unit]}`
}

const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1000, kb: 1024, m: 1e6, mb: 1024 ** 2, g: 1e9, gb: 1024 ** 3 }

/** A memory size of a configuration (`100mb`), in bytes, or undefined. */
export function memorySize(text: string): bigint | undefined {
  const match = /^(\d{1,19})([a-zA-Z]*)$/.exec(text)
  const unit = UNITS[match?.[2]?.toLowerCase() ?? 'none']
  if (!match || unit === undefined) return undefined
  return BigInt(match[1] ?? '0') * BigInt(unit)
}
