// Operations: done only when everything is really there, failed with the reason after a while without progress.
import type { Operation } from '@decnet/kernel'
import { expect, test } from 'vitest'
import { advance, FAILURE_PATIENCE, OPERATION_PATIENCE, type Scene, type Target } from './progress.ts'
import { sampleDecky, sampleId } from './sample.ts'
import type { DatedStatus } from './statuses.ts'

function operation(...targets: Target[]): Operation {
  const steps = ['plan', ...targets.map(({ step }) => step)].map((name, index) => ({
    name,
    state: index === 0 ? ('done' as const) : ('queued' as const),
    detail: '',
    updated: 1000,
  }))
  return {
    id: sampleId(99),
    kind: 'fleet.apply',
    subject: 'x',
    state: 'running',
    input: { targets },
    steps,
    error: null,
    created_by: 'u',
    created: 1000,
    updated: 1000,
  }
}

function scene(over: Partial<Scene> & { states?: Record<number, DatedStatus['state']> } = {}): Scene {
  const { states = {}, ...rest } = over
  const status = (id: string): DatedStatus | null => {
    const n = Number(id.slice(-4))
    const state = states[n]
    return state ? { state, detail: `is ${state}`, since: 1000, running_revision: 1, services: [] } : null
  }
  const desired = new Map(Object.keys(states).map((n) => [sampleId(Number(n)), sampleDecky(Number(n))]))
  return { desired, status, isGone: () => false, connected: true, now: 1001, lookingSince: 0, ...rest }
}

const start = (n: number): Target => ({ step: `start d-${n}`, action: 'add', name: `d-${n}`, id: sampleId(n), revision: 1 })
const stop = (n: number): Target => ({ step: `stop d-${n}`, action: 'remove', name: `d-${n}`, id: sampleId(n), revision: 1 })

test('it is done when every decky runs, and not before', () => {
  const first = advance(operation(start(1), start(2)), scene({ states: { 1: 'running', 2: 'pending' } }))
  expect(first?.state).toBe('running')
  expect(first?.steps.map(({ state }) => state)).toEqual(['done', 'done', 'running'])
  const next = { ...operation(start(1), start(2)), ...first }
  expect(advance(next, scene({ states: { 1: 'pending', 2: 'running' } }))).toMatchObject({ state: 'done', error: null })
})

test('nothing new changes nothing', () => {
  const once = { ...operation(start(1)), ...advance(operation(start(1)), scene({ states: { 1: 'pending' } })) }
  expect(advance(once, scene({ states: { 1: 'pending' }, now: 5000 }))).toBeNull()
})

test('a failed listener has a moment to recover, then fails the operation with its reason', () => {
  const states = { 1: 'degraded' as const }
  expect(advance(operation(start(1)), scene({ states }))?.state).toBe('running')
  const late = advance(operation(start(1)), scene({ states, now: 1000 + FAILURE_PATIENCE }))
  expect(late).toMatchObject({ state: 'failed', error: 'start d-1: is degraded' })
})

test('without progress it gives up; the time when no server looked does not count', () => {
  const states = { 1: 'unreachable' as const }
  const now = 1000 + OPERATION_PATIENCE
  expect(advance(operation(start(1)), scene({ states, now }))).toMatchObject({
    state: 'failed',
    error: 'start d-1: gave up: is unreachable',
  })
  expect(advance(operation(start(1)), scene({ states, now, lookingSince: now - 10 }))?.state).toBe('running')
})

test('details that change are no progress', () => {
  let current = operation(start(1))
  for (let now = 1001; now < 1000 + OPERATION_PATIENCE * 3 && current.state === 'running'; now += 5000) {
    const status = () => ({ state: 'pending' as const, detail: `at ${now}`, since: now, running_revision: null, services: [] })
    current = { ...current, ...advance(current, { ...scene({ states: { 1: 'pending' }, now }), status }) }
  }
  expect(current.state).toBe('failed')
})

test('a removal is done when the agent says so', () => {
  expect(advance(operation(stop(1)), scene({ connected: false }))?.steps[1]?.detail).toMatch(/no agent/)
  expect(advance(operation(stop(1)), scene())?.state).toBe('running')
  expect(advance(operation(stop(1)), scene({ isGone: () => true }))?.state).toBe('done')
})

test('what was overtaken by a later wish says so', () => {
  expect(advance(operation(start(1)), scene())).toMatchObject({ state: 'failed', error: 'start d-1: was removed meanwhile' })
  expect(advance(operation(stop(1)), scene({ states: { 1: 'running' } }))?.error).toBe('stop d-1: is wanted again')
})
