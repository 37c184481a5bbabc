// Where the other programs are, and how to start them.
import { fileURLToPath } from 'node:url'

/** The Node options that programs which run from their sources need; the bound keeps a busy young generation from growing to four times its worth. */
export const nodeArguments: readonly string[] = ['--conditions=source', '--disable-warning=ExperimentalWarning', '--max-semi-space-size=4']

/** The path of another app's file, such as `server/src/main.ts`. */
export function appMain(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url))
}

/** The built sensor. */
export const sensorBundle = fileURLToPath(new URL('../../../../dist/sensor.mjs', import.meta.url))

/** Where Node keeps what it compiled: a second start reads neither sources nor their types. Ignored where it cannot be written. */
export const compileCache = fileURLToPath(new URL('../../../../node_modules/.cache/node', import.meta.url))
