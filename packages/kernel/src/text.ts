// Bytes from attackers, as text that a person can read and no terminal or page can be hurt by.

const ESCAPES: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 92: '\\\\' }

/** True for bytes that stand for themselves in {@link printable}: ASCII 0x20-0x7e but the backslash. */
export function isPlain(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 && byte < 0x7f && byte !== 0x5c)
}

/**
 * A printable, reversible form of any bytes: ASCII as it is, everything else as `\xNN`
 * (tab, newline, return and backslash by their short escapes), cut at `limit` source bytes.
 */
export function printable(bytes: Uint8Array, limit = 2048): string {
  const end = Math.min(bytes.length, limit)
  let text = ''
  for (let index = 0; index < end; index++) {
    const byte = bytes[index] ?? 0
    const escaped = ESCAPES[byte]
    if (escaped !== undefined) text += escaped
    else if (byte >= 0x20 && byte < 0x7f) text += String.fromCharCode(byte)
    else text += `\\x${byte.toString(16).padStart(2, '0')}`
  }
  return text
}

/** Standard base64 with padding (RFC 4648 section 4), cut at `limit` source bytes. */
export function base64(bytes: Uint8Array, limit = 2048): string {
  let binary = ''
  for (const byte of bytes.subarray(0, limit)) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** Milliseconds since the epoch as RFC 3339 UTC text with milliseconds. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}

declare function btoa(binary: string): string
