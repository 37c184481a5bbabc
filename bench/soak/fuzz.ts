// npm run soak -- fuzz [inputs]: every parser with random and mutated bytes, 1,000,000 inputs each unless told otherwise,
// and 20,000 whole conversations with every service, which cost a thousand times as much as an input.
import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { runTests } from './run-tests.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const inputs = process.argv[2] ?? '1000000'
const seed = process.env.DECNET_FUZZ_SEED ?? String(Math.floor(Math.random() * 2 ** 32))

const files = [...globSync('packages/*/src/**/fuzz.test.ts', { cwd: root }).sort(), 'packages/services/src/conformance.test.ts']
const env = { DECNET_FUZZ_RUNS: inputs, DECNET_FUZZ_TALKS: process.env.DECNET_FUZZ_TALKS ?? '20000', DECNET_FUZZ_SEED: seed }
await runTests(files, env, [`--maxWorkers=${availableParallelism()}`])
