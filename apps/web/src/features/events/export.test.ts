// An export is saved whole, or its failure is told.
import { Problem } from '@decnet/kernel'
import { expect, test } from 'vitest'
import { runExport } from './export.ts'

async function outcome(rows: () => Promise<string[]>) {
  const saved: string[] = []
  const told: string[] = []
  await runExport(rows, { save: (text) => saved.push(text), failed: (message) => told.push(message) })
  return { saved, told }
}

test('rows are saved as lines', async () => {
  expect(await outcome(() => Promise.resolve(['{"a":1}', '{"a":2}']))).toEqual({ saved: ['{"a":1}\n{"a":2}'], told: [] })
})

test('a failure is told with its reason and code, and nothing is saved', async () => {
  const { saved, told } = await outcome(() => Promise.reject(new Problem('store.busy', 'The store is not ready')))
  expect(saved).toEqual([])
  expect(told).toEqual(['The export failed, nothing was saved: The store is not ready (store.busy)'])
})
