// A path that the overview names and that is not there is found.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { missingPaths, overviewPaths } from './paths.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')

test('reads every place of the table, and what to open within each', () => {
  const paths = overviewPaths(text)
  expect(paths).toEqual(
    expect.arrayContaining(['packages/services/src/service.ts', 'packages/services/src/redis/', 'apps/sensor/src/main.ts', 'tests/api']),
  )
  expect(missingPaths(root, text)).toEqual([])
})

test('tells what is not there, and that there is no table', () => {
  expect(missingPaths(root, text.replace('src/reconciler.ts', 'src/reconcile.ts'))).toEqual(['packages/deploy/src/reconcile.ts'])
  expect(() => missingPaths(root, '# Contributing\n')).toThrow('overview table')
})
