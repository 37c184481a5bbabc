// Replies as bytes.

/** Pages shorter than this are written whole. */
const FEW = 8
const START = '{"items":['

/**
 * What `JSON.stringify` gives, in UTF-8. A page is written item by item: one character beyond Latin-1 (a mask has some) makes
 * the whole text around it a wide string, which takes three times as long to encode.
 */
export function jsonBytes(value: unknown): string | Buffer {
  if (!isPage(value) || value.items.length < FEW) return JSON.stringify(value)
  const { items, ...rest } = value
  const texts = items.map((item) => JSON.stringify(item) ?? 'null')
  const tail = JSON.stringify(rest)
  const end = tail === '{}' ? ']}' : `],${tail.slice(1)}`
  const parts = texts.reduce((sum, text) => sum + Buffer.byteLength(text), texts.length - 1)
  const bytes = Buffer.allocUnsafe(START.length + parts + Buffer.byteLength(end))
  let at = bytes.write(START)
  for (const [index, text] of texts.entries()) {
    if (index > 0) at += bytes.write(',', at)
    at += bytes.write(text, at)
  }
  bytes.write(end, at)
  return bytes
}

function isPage(value: unknown): value is { readonly items: readonly unknown[] } {
  return typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items) && !('toJSON' in value)
}
