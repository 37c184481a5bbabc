// The installation's secret, and what is derived from it: its id, and each decky's seed. The secret never leaves the control plane.
import { hkdfSync, randomBytes, randomUUID } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { formatUuid, Problem } from '@decnet/kernel'

const SECRET_BYTES = 32

/** What makes an installation unlike every other. */
export interface Installation {
  /** Public: chooses the addresses; a uuid derived from the secret. */
  readonly id: string
  /** `count` bytes for `label`: stable, and telling nothing about the secret or other labels (HKDF-SHA-256, RFC 5869). */
  derive(label: string, count: number): Buffer
  /** The 32 bytes, base64, that a decky's sensor gets: everything that must be the decky's own comes from them. */
  seedOf(deckyId: string): string
}

/** The installation of a 32-byte secret. */
export function installation(secret: Uint8Array): Installation {
  if (secret.length !== SECRET_BYTES) throw new RangeError(`the installation's secret must be ${SECRET_BYTES} bytes`)
  const derive = (label: string, count: number) => Buffer.from(hkdfSync('sha256', secret, new Uint8Array(0), `decnet ${label}`, count))
  return { id: installationId(derive('installation', 16)), derive, seedOf: (deckyId) => derive(`decky ${deckyId}`, 32).toString('base64') }
}

/**
 * Reads the secret at `path`, making it (mode 0600) when there is none. Two processes that start at once get the same one.
 * A file of another size throws Problem: a cut secret would silently give every decky a new face.
 */
export async function loadInstallation(path: string): Promise<Installation> {
  const found = await readSecret(path)
  if (found) return installation(found)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${randomUUID()}`
  const file = await open(temporary, 'w', 0o600)
  try {
    await file.writeFile(randomBytes(SECRET_BYTES))
    await file.sync()
  } finally {
    await file.close()
  }
  // link() refuses to replace: whoever comes second reads what the first wrote.
  await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(temporary)
  const made = await readSecret(path)
  if (!made) throw new Problem('internal', `The secret ${path} vanished while it was made`)
  return installation(made)
}

async function readSecret(path: string): Promise<Buffer | null> {
  let secret: Buffer
  try {
    secret = await readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  if (secret.length !== SECRET_BYTES) {
    throw new Problem(
      'config.invalid',
      `The secret ${path} has ${secret.length} bytes instead of ${SECRET_BYTES}; restore it from a backup`,
    )
  }
  await chmod(path, 0o600)
  return secret
}

function installationId(bytes: Buffer): string {
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  return formatUuid(bytes)
}
