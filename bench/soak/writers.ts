// npm run soak -- writers [seconds]: two ingesters with random commit delays and one cursor reader, 60 s unless told otherwise.
import { runTests } from './run-tests.ts'

await runTests(['packages/store/src/two-writers.test.ts'], { DECNET_SOAK_MS: String(Number(process.argv[2] ?? 60) * 1000) })
