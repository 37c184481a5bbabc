// Secrets of the installation that are text: made once, readable by their owner only.
import { randomBytes } from 'node:crypto'
import { chmod, link, readFile, rm, writeFile } from 'node:fs/promises'
import { Problem } from '@decnet/kernel'

/** The text in the file, made of 32 random bytes (base64url) when there is none. A file that was cut short throws a Problem. */
export async function readOrMakeSecret(path: string): Promise<string> {
  const found = await readSecret(path)
  if (found !== null) return found
  const temporary = `${path}.${process.pid}`
  await writeFile(temporary, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flush: true })
  // link() refuses to replace: whoever comes second reads what the first wrote.
  await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(temporary)
  const made = await readSecret(path)
  if (made === null) throw new Problem('internal', `The secret ${path} vanished while it was made`)
  return made
}

async function readSecret(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  if (text.trim().length < 32) throw new Problem('config.invalid', `The secret ${path} is too short; remove it to have another made`)
  await chmod(path, 0o600)
  return text.trim()
}
