// npm run soak -- fuzz [inputs]: every parser with random and mutated bytes, 1,000,000 inputs each unless told otherwise,
// and 20,000 whole conversations with every service, which cost a thousand times as much as an input.
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runTests } from './run-tests.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const inputs = process.argv[2] ?? '1000000'
const seed = process.env.DECNET_FUZZ_SEED ?? String(Math.floor(Math.random() * 2 ** 32))

await runTests([...globSync('packages/*/src/**/fuzz.test.ts', { cwd: root }).sort(), 'packages/services/src/conformance.test.ts'], {
  DECNET_FUZZ_RUNS: inputs,
  DECNET_FUZZ_TALKS: process.env.DECNET_FUZZ_TALKS ?? '20000',
  DECNET_FUZZ_SEED: seed,
})
