// npm run soak -- fuzz [inputs]: every parser with random and mutated bytes, 1,000,000 inputs each unless told otherwise.
import { runTests } from './run-tests.ts'

await runTests(['packages/services', 'packages/ingest', 'packages/sensor', 'packages/deploy', 'packages/bus'], {
  DECNET_FUZZ_RUNS: process.argv[2] ?? '1000000',
})
