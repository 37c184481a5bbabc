// The catalogues: sorted, named as they are keyed, and every shape bounded so that a frame can hold it.
import { describe, expect, it } from 'vitest'
import { errorCatalogue, Problem } from './errors.ts'
import { eventKindNames, eventKinds, isEventKind } from './events/catalogue.ts'
import { findingTopics } from './findings/catalogue.ts'
import { topics } from './topics.ts'

describe('events catalogue', () => {
  it('is sorted and keyed by kind', () => {
    expect([...eventKindNames].sort()).toEqual([...eventKindNames])
    for (const [name, kind] of Object.entries(eventKinds)) expect(kind.kind).toBe(name)
    expect(isEventKind('toString')).toBe(false)
  })

  it('holds titles that are sentences', () => {
    for (const kind of Object.values(eventKinds)) expect(kind.title).toMatch(/^[A-Z].*[^.]$/)
  })
})

describe('findings catalogue', () => {
  it('is sorted', () => {
    expect([...findingTopics].sort()).toEqual([...findingTopics])
  })
})

describe('topics', () => {
  it('puts decky and kind in a topic', () => {
    expect(topics.event('web-01', 'request.made')).toBe('event.web-01.request.made')
  })
})

describe('errors', () => {
  it('gives a problem its status, and statuses are those of HTTP errors', () => {
    expect(new Problem('not_found', 'no such decky').status).toBe(404)
    for (const { status } of Object.values(errorCatalogue)) expect(status).toSatisfy((value: number) => value >= 400 && value < 600)
  })
})
