// What the Health page says of the log: a frame that could not be read warns for a day, not for ever.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { manualClock } from '@decnet/kernel'
import { openStore, quarantine } from '@decnet/store'
import { expect, test } from 'vitest'
import { eventsHealth } from './health.ts'

test('frames set aside count against the log for 24 hours', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'decnet-health-'))
  const store = await openStore({ url: `sqlite:${join(directory, 'decnet.db')}` })
  try {
    const clock = manualClock(1_700_000_000_000)
    const torn = { sensor: '0', incarnation: '1-1', segment: 1, position: 0, time: clock.now(), reason: 'torn', frame_b64: '' }
    await store.write((tx) => quarantine.add(tx, [torn]))
    expect(await eventsHealth({ store, clock })).toMatchObject({ state: 'warning', figures: { frames_set_aside_last_day: 1 } })
    clock.advance(24 * 3_600_000 + 1)
    const later = await eventsHealth({ store, clock })
    expect(later).toMatchObject({ state: 'ok', figures: { frames_set_aside_last_day: 0, frames_set_aside: 1 } })
  } finally {
    await store.close()
    await rm(directory, { recursive: true, force: true })
  }
})
