// A connection that lives long keeps nothing of what it has read.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { testConversation } from '../testing.ts'
import { Client } from './client.ts'

function collector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}

test('chunks that were read are let go while the connection stays open', async () => {
  const collect = collector()
  const { talk, inbox } = testConversation()
  const client = new Client({ id: 1, talk, user: null })
  const read: WeakRef<ArrayBufferLike>[] = []
  for (let count = 0; count < 50; count++) {
    inbox.push(Buffer.alloc(65_536, 'x'))
    const bytes = await client.read()
    if (bytes) read.push(new WeakRef(bytes.buffer))
  }
  await new Promise((resolve) => setImmediate(resolve))
  collect()
  expect(read).toHaveLength(50)
  // The inbox may still hold the last.
  expect(read.filter((each) => each.deref() !== undefined).length).toBeLessThan(3)
})

test('a drop ends the read that waits, and every later one', async () => {
  const { talk } = testConversation()
  const client = new Client({ id: 1, talk, user: null })
  const waiting = client.read()
  client.drop()
  expect(await waiting).toBeNull()
})
