// Emitters, consumers and documents stay in step with the catalogue of events.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { eventKindNames, findingTopics } from '@decnet/kernel'
import { services } from '@decnet/services/catalogue'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The sources below a folder, without tests, as one text. */
function sourcesOf(folder: string): string {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n')
}

/** The kinds that a text emits: `emit('kind', …)`, a sensor's `report(scope, 'kind', …)`, or an envelope made by hand with `kind: 'kind'`. */
function emittedIn(text: string): Set<string> {
  return new Set([...text.matchAll(/(?:emit\(\s*|kind: |report\([^']*)'([a-z_]+\.[a-z_]+)'/g)].map((match) => match[1] ?? ''))
}

describe('events', () => {
  it.each(services.map((service) => service.name))('%s emits what its manifest declares, all of it and nothing else', (name) => {
    const service = services.find((one) => one.name === name)
    const emitted = emittedIn(sourcesOf(`packages/services/src/${name}`))
    expect([...emitted].sort()).toEqual([...(service?.emits ?? [])].sort())
  })

  it('every kind of the catalogue has an emitter', () => {
    const emitted = new Set([...emittedIn(sourcesOf('packages/services/src')), ...emittedIn(sourcesOf('packages/sensor/src'))])
    expect(eventKindNames.filter((kind) => !emitted.has(kind))).toEqual([])
  })

  it('every kind is consumed: by a projection, an analyzer, or as what a person reads', () => {
    const consumers = sourcesOf('packages/ingest/src') + sourcesOf('packages/analysis/src')
    const readOnly = new Set([
      'connection.refused',
      'conversation.crashed',
      'decky.removed',
      'tarpit.entered',
      'tarpit.left',
      'file.requested',
      'request.made',
      'command.ran',
      'events.lost',
    ])
    expect(eventKindNames.filter((kind) => !consumers.includes(`'${kind}'`) && !readOnly.has(kind))).toEqual([])
  })

  it('docs/events.md names every kind, docs/findings.md every topic', () => {
    const events = readFileSync(join(root, 'docs/events.md'), 'utf8')
    const findings = readFileSync(join(root, 'docs/findings.md'), 'utf8')
    for (const kind of eventKindNames) expect(events).toContain(`\n## ${kind}\n`)
    for (const topic of findingTopics) expect(findings).toContain(`\n## ${topic}\n`)
  })
})

describe('findings', () => {
  it('every topic of the catalogue is announced by an analyzer', () => {
    const announced = sourcesOf('packages/analysis/src')
    expect(findingTopics.filter((topic) => !announced.includes(`'${topic}'`))).toEqual([])
  })
})
