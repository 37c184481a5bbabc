// npm run soak -- kill [rounds=100] [first seed=1000]: the kill test, with a fresh seed for each round.
import { killRound } from '../../tests/path/kill.ts'
import { Platform } from '../../tests/path/platform.ts'

const rounds = Number(process.argv[2] ?? 100)
const firstSeed = Number(process.argv[3] ?? 1000)
const platform = new Platform()
let failed = 0
try {
  await platform.start()
  for (let round = 0; round < rounds; round++) {
    const seed = firstSeed + round
    const report = await killRound(platform, { seed, sessions: 1000, tag: `r${seed}` })
    const { missing, doubled, ...rest } = report
    const good = missing.length + doubled.length + rest.unclosed + rest.closedTwice + rest.leftovers.length === 0
    if (!good) failed++
    console.log(JSON.stringify({ soak: 'kill', round, seed, good, missing: missing.length, doubled: doubled.length, ...rest }))
  }
} finally {
  await platform.stop()
}
console.log(`${rounds - failed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
