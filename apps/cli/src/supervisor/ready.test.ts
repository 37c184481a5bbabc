// What `up` prints once everything runs.
import { describe, expect, it } from 'vitest'
import { readyLines, readyMessage } from './ready.ts'

const ready = readyMessage.parse({
  ready: {
    url: 'http://127.0.0.1:8080',
    admin: { user: 'admin', password: 'generated-once' },
    deckies: [
      { name: 'cache', address: '127.66.1.2', state: 'degraded', services: [{ name: 'redis', port: 6379, bound_port: 6379 }] },
      { name: 'web', address: '127.66.1.3', state: 'running', services: [{ name: 'http', port: 80, bound_port: 20080 }] },
    ],
    warnings: ['127.66.1.1 is taken and was skipped'],
  },
}).ready

describe('ready lines', () => {
  it('say where to go, as whom, what stands where, and one line to try that will work', () => {
    const text = readyLines(ready).join('\n')
    for (const part of [
      'http://127.0.0.1:8080',
      'generated-once',
      'http 20080 (for 80)',
      'degraded',
      '127.66.1.1 is taken',
      'curl -i http://127.66.1.3:20080/',
    ])
      expect(text).toContain(part)
  })

  it('show no password but on first start', () => {
    expect(readyLines({ ...ready, admin: { user: 'admin' } }).join('\n')).not.toContain('password')
  })
})
