// Findings: announced once each, in an order of their own.
import { attackerId, type NewFinding } from '@decnet/kernel'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dialects, readAll, START } from '../conformance.ts'
import type { TestStore } from '../testing.ts'
import * as findings from './findings.ts'

const ip = '198.51.100.7'

function seen(key: string, time = START): NewFinding {
  const payload = { attacker_uuid: attackerId(ip), ip, decky: 'web-1', service: 'redis' }
  return { topic: 'attacker.observed', subject: `attacker:${key}`, natural_key: key, time, payload }
}

describe.each(dialects)('findings on $name', ({ open }) => {
  let store: TestStore
  beforeAll(async () => {
    store = await open()
  })
  afterAll(() => store.close())
  const announce = (list: readonly NewFinding[]) => store.write((tx) => findings.announce(tx, 'profile', list))

  test('a replay adds nothing twice', async () => {
    const first = await announce([seen('a'), seen('b'), seen('a')])
    expect(first.map((finding) => [finding.seq, finding.subject])).toEqual([
      [1, 'attacker:a'],
      [2, 'attacker:b'],
    ])
    const again = await announce([seen('b'), seen('c'), seen('a')])
    expect(again.map((finding) => finding.subject)).toEqual(['attacker:c'])
    expect(await announce([seen('a'), seen('b'), seen('c')])).toEqual([])
    expect(await announce([])).toEqual([])
    expect(await findings.after(store.db, 0, 10)).toEqual([...first, ...again])
    expect(await findings.after(store.db, 1, 1)).toEqual([first[1]])
    expect(await findings.head(store.db)).toBe(again[0]?.seq)
  })

  test('the list is newest first, by time, topic and subject', async () => {
    await announce(Array.from({ length: 30 }, (_, index) => seen(`n${index}`, START + 1000 + index)))
    const all = await readAll((cursor) => findings.list(store.db, {}, { limit: 7, cursor }))
    expect(all.map((finding) => finding.seq)).toEqual((await findings.after(store.db, 0, 100)).map((finding) => finding.seq).reverse())
    const some = await findings.list(store.db, { from: START + 1003, to: START + 1005, topic: 'attacker.observed' }, { limit: 10 })
    expect(some.items.map((finding) => finding.subject)).toEqual(['attacker:n4', 'attacker:n3'])
    expect((await findings.list(store.db, { subject: 'attacker:n9' }, { limit: 10 })).items).toHaveLength(1)
    expect((await findings.list(store.db, { topic: 'credential.captured' }, { limit: 10 })).items).toEqual([])
  })
})
