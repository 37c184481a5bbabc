// Clocks: waiting ends by time or by abort, and never rejects.
import { describe, expect, it } from 'vitest'
import { manualClock, systemClock } from './clock.ts'

describe('manual clock', () => {
  it('wakes sleepers in order, and only those whose time has come', async () => {
    const clock = manualClock(1000)
    const woken: string[] = []
    const late = clock.sleep(20).then(() => woken.push('late'))
    const early = clock.sleep(10).then(() => woken.push('early'))
    clock.advance(10)
    await early
    expect(woken).toEqual(['early'])
    clock.advance(10)
    await late
    expect(woken).toEqual(['early', 'late'])
    expect(clock.now()).toBe(1020)
  })

  it('wakes on abort', async () => {
    const abort = new AbortController()
    const slept = manualClock().sleep(1e9, abort.signal)
    abort.abort()
    await slept
  })
})

describe('system clock', () => {
  it('returns at once for a signal that is aborted already, and early for one that aborts', async () => {
    await systemClock.sleep(1e9, AbortSignal.abort())
    const abort = new AbortController()
    const slept = systemClock.sleep(1e9, abort.signal)
    abort.abort()
    await slept
    expect(systemClock.now()).toBeGreaterThan(Date.UTC(2024, 0))
  })
})
