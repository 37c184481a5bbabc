// JSON lines: what the processes of one installation say to each other over a unix socket, cut and checked without I/O.
import type { z } from 'zod'

/** A line that held what the schema asks for, or why it did not. */
export type JsonLine<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly reason: string }

/** Cuts a byte stream into lines and reads each. */
export interface JsonLineReader<Value> {
  /** Takes the next bytes and returns the lines that they complete. Never throws. */
  feed(bytes: Uint8Array): JsonLine<Value>[]
}

/**
 * Makes a reader of JSON lines. A line longer than `maxBytes` is reported once and skipped to its end,
 * so that a peer cannot make the reader hold more than that.
 */
export function jsonLineReader<Schema extends z.ZodType>(schema: Schema, maxBytes: number): JsonLineReader<z.output<Schema>> {
  const decoder = new TextDecoder()
  let parts: Uint8Array[] = []
  let held = 0
  let skipping = false

  const finish = (): JsonLine<z.output<Schema>> => {
    const line = new Uint8Array(held)
    let offset = 0
    for (const part of parts) {
      line.set(part, offset)
      offset += part.length
    }
    parts = []
    held = 0
    return readLine(schema, decoder.decode(line))
  }

  return {
    feed(bytes) {
      const lines: JsonLine<z.output<Schema>>[] = []
      let start = 0
      while (start < bytes.length) {
        const end = bytes.indexOf(10, start)
        const piece = bytes.subarray(start, end < 0 ? bytes.length : end)
        start = end < 0 ? bytes.length : end + 1
        if (!skipping && held + piece.length > maxBytes) {
          lines.push({ ok: false, reason: `a line is longer than ${maxBytes} bytes` })
          skipping = true
          parts = []
          held = 0
        }
        if (!skipping) {
          // A copy: the caller may use its buffer again for the next bytes.
          parts.push(piece.slice())
          held += piece.length
        }
        if (end < 0) continue
        if (skipping) skipping = false
        else if (held > 0) lines.push(finish())
        else parts = []
      }
      return lines
    },
  }
}

function readLine<Schema extends z.ZodType>(schema: Schema, text: string): JsonLine<z.output<Schema>> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, reason: 'a line is not JSON' }
  }
  const result = schema.safeParse(value)
  if (result.success) return { ok: true, value: result.data }
  const issue = result.error.issues[0]
  return { ok: false, reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}` }
}
