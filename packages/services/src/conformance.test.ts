// What every service of the catalogue keeps: its options, its kinds, its manners under any bytes, and its own derived bytes.
import { isEventKind } from '@decnet/kernel'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { archetypes, personaKinds, services } from './catalogue.ts'
import { persona } from './persona.ts'
import { type TestDecky, testDecky } from './testing.ts'

/** Conversations per service and persona; the soak asks for more. The bytes alone are the matter of the parsers' fuzz tests. */
const RUNS = Number(process.env.DECNET_FUZZ_TALKS ?? 300)
const SLOW = Math.max(60_000, RUNS * 20)
/** Never said by a decky. */
const FORBIDDEN = [
  /decnet/i,
  /decky/i,
  /honeypot/i,
  /node\.?js/i,
  /javascript/i,
  /node_modules|node:/i,
  /zod/i,
  /undefined/,
  /\[object /,
  /at .*\.ts:/,
]
const NAME = 'inner-name-of-this-decky'

const options = (name: string): readonly Record<string, unknown>[] => (name === 'redis' ? [{}, { password: 'pa55' }] : [{}])

/** Where random bytes begin: what real clients say. */
const SEEDS = [
  'PING\r\n',
  '*2\r\n$4\r\nECHO\r\n$3\r\nabc\r\n',
  '*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\nGET a\r\n',
  'INFO\r\nCONFIG GET *\r\nCOMMAND\r\n',
  "EVAL \"local t={1,2} for i,v in ipairs(t) do redis.call('SET',i,v) end return t[1]..'x'\" 0\r\n",
  'MULTI\r\nZADD z 1 a 2 b\r\nZRANGE z 0 -1\r\nEXEC\r\n',
  'HELLO 3\r\nSUBSCRIBE a\r\nUNSUBSCRIBE\r\n',
  'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
  'POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nuser=a&b=',
  'POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
  'GET /%2e%2e/etc HTTP/1.0\r\nRange: bytes=0-5\r\nUser-Agent: x\r\n\r\n',
]

const noise = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))
const lines = fc
  .array(fc.string({ unit: 'binary-ascii', maxLength: 30 }), { maxLength: 6 })
  .map((parts) => Buffer.from(`${parts.join(' ')}\r\n`, 'latin1'))
const mutated = fc
  .tuple(fc.constantFrom(...SEEDS), fc.array(fc.tuple(fc.nat(400), fc.nat(3), fc.nat(255)), { maxLength: 8 }))
  .map(([seed, edits]) => {
    let bytes = Buffer.from(seed, 'latin1')
    for (const [where, how, value] of edits) {
      const at = where % (bytes.length + 1)
      const middle =
        how === 0
          ? Buffer.from([value])
          : how === 1
            ? Buffer.alloc(0)
            : how === 2
              ? bytes.subarray(at, at + (value % 20))
              : Buffer.from([value, 13, 10])
      bytes = Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(how === 2 ? at : at + 1)])
    }
    return bytes
  })
const input = fc.array(fc.oneof(noise, lines, mutated), { minLength: 1, maxLength: 4 })

function mannerly(said: Buffer): void {
  const text = said.toString('latin1')
  for (const pattern of [...FORBIDDEN, new RegExp(NAME)]) expect(text).not.toMatch(pattern)
}

describe.each(services.map((service) => [service.name, service] as const))('%s', (name, service) => {
  it('has a default for every option and a form for it', () => {
    expect(() => service.options.parse({})).not.toThrow()
    const schema = z.toJSONSchema(service.options, { io: 'input' })
    expect(schema.required ?? []).toEqual([])
    for (const field of Object.values(schema.properties ?? {})) expect(field).toHaveProperty('title')
  })

  it('declares kinds that exist, sorted, and listens somewhere', () => {
    expect(service.emits.every(isEventKind)).toBe(true)
    expect([...service.emits]).toEqual([...service.emits].sort())
    expect(service.listens.length).toBeGreaterThan(0)
    expect(service.name).toMatch(/^[a-z][a-z0-9-]*$/)
  })

  it('loads, and serves', async () => {
    const module = await service.load()
    expect(module.serve ?? module.answer).toBeTypeOf('function')
  })

  it.each(personaKinds.map((kind) => kind.os))(
    'survives any bytes as %s, says nothing forbidden, emits what it declares',
    { timeout: SLOW },
    async (os) => {
      for (const chosen of options(name)) {
        let decky: TestDecky | undefined
        let used = 0
        await fc.assert(
          fc.asyncProperty(input, async (pieces) => {
            // Each run of some conversations has a decky of its own, so that state does not pile up over a soak.
            if (!decky || used++ > 50) {
              decky = await testDecky(service, { os, options: chosen, seed: `fuzz ${used}` })
              used = 0
            }
            const client = decky.connect()
            for (const piece of pieces) if (!client.closed) mannerly(echoFree(await client.send(piece), pieces))
            decky.clock.advance(120_000)
            await client.settle()
            await client.hangUp()
            for (const event of client.events) expect(service.emits).toContain(event.kind)
          }),
          { numRuns: RUNS },
        )
      }
    },
  )

  it('shares no derived byte between two seeds', async () => {
    const probes = name === 'redis' ? ['INFO\r\n', 'KEYS *\r\n', 'HELLO\r\n'] : ['GET / HTTP/1.0\r\n\r\n']
    const unique = async (seed: string) => {
      const decky = await testDecky(service, { seed })
      const said = []
      for (const probe of probes) said.push((await decky.connect().send(probe)).toString('latin1'))
      return new Set(said.join('\n').match(/\b[0-9a-f]{16,}\b/g) ?? [])
    }
    const [first, second] = [await unique('seed one'), await unique('seed two')]
    const shipped = new Set(['ae4d7c971a948f0', 'a3fdef44459b3ad6', '0'.repeat(40)])
    expect([...first].filter((word) => second.has(word) && !shipped.has(word))).toEqual([])
    if (name === 'redis') expect(first.size).toBeGreaterThan(5)
  })
})

/** An echo of the client's own bytes may say anything: those words are taken out. */
function echoFree(said: Buffer, pieces: readonly Buffer[]): Buffer {
  const heard = Buffer.concat(pieces).toString('latin1')
  return FORBIDDEN.some((pattern) => pattern.test(heard)) ? Buffer.alloc(0) : said
}

describe('personas and archetypes', () => {
  it('derive bytes that are their own and stay', () => {
    const of = (seed: string) => persona({ os: 'debian-12', hostname: 'a', seed: Buffer.from(seed), installedAt: 1_700_000_000_000 })
    expect(of('x').derive('label', 32)).toEqual(of('x').derive('label', 32))
    expect(of('x').derive('label', 32)).not.toEqual(of('y').derive('label', 32))
    expect(of('x').derive('label', 32)).not.toEqual(of('x').derive('other', 32))
    expect(of('x').bootTime).toBeLessThan(1_700_000_000_000 - 2 * 86_400_000)
  })

  it('name only what exists', () => {
    for (const archetype of archetypes) {
      for (const os of archetype.os) expect(personaKinds.map((kind) => kind.os)).toContain(os)
      for (const [service, given] of Object.entries(archetype.services)) {
        const definition = services.find((candidate) => candidate.name === service)
        expect(() => definition?.options.parse(given)).not.toThrow()
        expect(definition).toBeDefined()
      }
    }
    expect(services.map((service) => service.name)).toEqual(services.map((service) => service.name).sort())
  })
})
