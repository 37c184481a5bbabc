// The persona: the coherent identity of a decky. Everything that must be its own is derived from its seed.
import { hkdfSync } from 'node:crypto'
import type { PersonaKind } from './persona-kind.ts'
import { personaKinds } from './personas.ts'

export type { PersonaKind } from './persona-kind.ts'

/** One decky's persona. */
export interface Persona {
  readonly kind: PersonaKind
  readonly hostname: string
  readonly domain: string
  /** When the machine was booted, milliseconds since the epoch; before any first contact. */
  readonly bootTime: number
  /** `count` bytes that are this decky's own for `label`: stable over restarts, never equal on two deckies. */
  derive(label: string, count: number): Buffer
}

/** What a persona is made from. `seed` is what the installation's secret gave the decky; `installedAt` is milliseconds since the epoch. */
export interface PersonaInput {
  readonly os: string
  readonly hostname: string
  readonly seed: Uint8Array
  readonly installedAt: number
}

/** The persona of a decky. Unknown `os` throws RangeError. */
export function persona({ os, hostname, seed, installedAt }: PersonaInput): Persona {
  const kind = personaKinds.find((candidate) => candidate.os === os)
  if (!kind) throw new RangeError(`unknown persona ${os}`)
  const derive = (label: string, count: number) =>
    Buffer.from(hkdfSync('sha256', seed, new Uint8Array(0), `decnet persona ${label}`, count))
  const daysUp = 3 + (derive('boot', 4).readUInt32BE() / 0xffffffff) * 60
  return { kind, hostname, domain: 'localdomain', bootTime: Math.floor(installedAt - daysUp * 86_400_000), derive }
}
