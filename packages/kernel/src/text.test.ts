// Printable text: reversible, bounded, and never a control character.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { base64, isPlain, printable } from './text.ts'

/** The bytes that a printable text stands for. */
function unprintable(text: string): Buffer {
  const short: Record<string, number> = { t: 9, n: 10, r: 13, '\\': 92 }
  const bytes: number[] = []
  for (let index = 0; index < text.length; index++) {
    if (text[index] !== '\\') bytes.push(text.charCodeAt(index))
    else if (text[index + 1] === 'x') {
      bytes.push(Number.parseInt(text.slice(index + 2, index + 4), 16))
      index += 3
    } else bytes.push(short[text[++index] ?? ''] ?? -1)
  }
  return Buffer.from(bytes)
}

describe('printable', () => {
  it('says what it hides', () => {
    expect(printable(Buffer.from('id\r\n\x1b[31m\\x\xff', 'latin1'))).toBe('id\\r\\n\\x1b[31m\\\\x\\xff')
  })

  it('is plain ASCII and can be turned back, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = printable(bytes)
        expect(text).toMatch(/^[\x20-\x7e]*$/)
        expect(unprintable(text).equals(Buffer.from(bytes))).toBe(true)
        if (isPlain(bytes)) expect(text).toBe(Buffer.from(bytes).toString('latin1'))
      }),
    )
  })

  it('stops at its limit', () => {
    expect(printable(new Uint8Array(5000).fill(0), 10)).toBe('\\x00'.repeat(10))
    expect(Buffer.from(base64(new Uint8Array(5000), 12), 'base64')).toHaveLength(12)
  })
})
