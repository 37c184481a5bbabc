// Between bytes-as-latin1 and text.

/** Bytes, one a character, read as UTF-8. */
export function utf8FromLatin1(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/** Text as UTF-8 bytes, one a character. */
export function latin1FromUtf8(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}
