// What an event kind is: a name, a sentence, and the schema of its facts.
import { z } from 'zod'

/** One kind of event. `about` says what it is tied to: one connection, a decky, or the sensor as a whole. */
export interface EventKind<Name extends string = string, Facts extends z.ZodObject = z.ZodObject> {
  readonly kind: Name
  readonly title: string
  readonly about: 'session' | 'decky' | 'sensor'
  readonly facts: Facts
}

/** Declares a kind; the shape of a catalogue entry. */
export function defineKind<Name extends string, Facts extends z.ZodObject>(kind: EventKind<Name, Facts>): EventKind<Name, Facts> {
  return kind
}

/** Text that came from an attacker, already made printable (see `printable`), bounded. */
export const shown = z.string().max(8192)
/** The bytes behind a `shown` text, where they are not the same. */
export const bytes64 = z.base64().max(8192)
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
export const port = z.number().int().min(0).max(65535)
export const count = z.number().int().nonnegative()
