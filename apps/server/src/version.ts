// The version of this installation, from the root manifest.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/** The root of the installation. */
export const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Such as `0.1.0`. */
export function version(): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')))
    .version
}
