// Long runs are the same tests with larger numbers: starts them and passes their closing line on.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Runs the given test files or folders with more environment, and flags of the runner; ends this process with their status. */
export async function runTests(
  paths: readonly string[],
  env: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Promise<void> {
  const vitest = fileURLToPath(new URL('node_modules/vitest/vitest.mjs', new URL('../../', import.meta.url)))
  const child = spawn(process.execPath, [vitest, 'run', '--root', root, '--testTimeout', '86400000', ...flags, ...paths], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  const [code] = await once(child, 'exit')
  process.exitCode = typeof code === 'number' ? code : 1
}
