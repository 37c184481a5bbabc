// Content coding: does the client take gzip, as each product reads Accept-Encoding, and the packing itself.
import { gzipSync } from 'node:zlib'
import type { SiteFile } from './site.ts'

/** nginx takes a whole word `gzip` whose weight is not nought. */
export function nginxTakesGzip(value: string | undefined): boolean {
  const match = /(?:^|[, ])gzip *(?:$|,|;(.*))/is.exec(value ?? '')
  if (!match) return false
  if (match[1] === undefined || match[1].trim() === '') return true
  const weight = /^ *q=(\d(?:\.\d{0,3})?)(?: *(?:,|$))/i.exec(match[1])
  return weight !== null && Number(weight[1]) > 0
}

/** Apache goes through the list for a token `gzip` and honours only `q=0`. */
export function apacheTakesGzip(value: string | undefined): boolean {
  for (const entry of (value ?? '').split(',')) {
    const [tokens = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase())
    if (tokens.split(/\s+/).includes('gzip')) return !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
  }
  return false
}

/** Packs a file; the bytes that the product's own zlib makes are preferred where they are known. */
export function packed(file: Pick<SiteFile, 'body' | 'packed'>, level: number): Buffer {
  const known = file.packed?.[level]
  return known ?? gzipSync(file.body, { level, memLevel: level === 1 ? 8 : 9 })
}
