// Any bytes as a line of a spool: a frame, or poison with a known reason; and whatever is an event can be stamped or refused.
import { eventKinds, isEventKind, MAX_FRAME_BYTES, type SensorEvent } from '@decnet/kernel'
import { fuzz, fuzzRuns, fuzzTimeout, holds, samples } from '@decnet/kernel/testing'
import { describe, it } from 'vitest'
import { canonicalAddress, Sources } from './addresses.ts'
import { lines, said } from './fixture.ts'
import { poisonReasons, readFrame } from './read-frame.ts'
import { stamp } from './stamp.ts'

const RUNS = fuzzRuns(2000)
const reasons: ReadonlySet<string> = new Set(poisonReasons)
const decky = { id: '01890000-0000-7000-8000-000000000001', name: 'd', topology_id: null }
const reception = { host: 'h', received: 1_800_000_000_000, earliest: 1_799_999_990_000 }
const sources = new Sources()

function stamped(event: SensorEvent, number: number): void {
  const known = number % 4 === 0 ? undefined : decky
  const result = stamp(event, { decky: known, sources, reception })
  if ('refused' in result) {
    holds(reasons.has(result.refused), 'a refusal has a known reason')
    return
  }
  const { time, clamped, peer_ip: ip } = result.event
  holds(time >= reception.earliest - 5000 && time <= reception.received + 5000, 'a time can be true')
  holds(clamped === (time !== event.time), 'a clamped time is marked')
  holds(ip === null || canonicalAddress(ip) === ip, 'an address has one spelling')
}

function frames(input: Uint8Array, number: number): void {
  const reading = readFrame(Buffer.from(input))
  if (reading.frame === 'poison') {
    holds(reasons.has(reading.reason) && reading.detail.length <= 256, 'poison has a known reason')
    holds(reading.frame_b64.length <= (MAX_FRAME_BYTES * 4) / 3 + 4, 'poison is bounded')
  } else if (reading.frame === 'event') {
    const { event } = reading
    holds(isEventKind(event.kind) && eventKinds[event.kind].facts.safeParse(event.facts).success, 'facts keep their schema')
    stamped(event, number)
  }
}

const line = (event: SensorEvent) => lines(event).trimEnd()
const CAPTURE = '00000000-0000-4000-8000-000000000001'
const spool = {
  corpus: samples(
    line(said('command.ran', { language: 'redis', command: 'GET a', outcome: 'ok' })),
    line(said('connection.opened', { transport: 'tcp' } as never)),
    line(said('credential.tried', { method: 'form', principal: 'a', secret: 'b', secret_b64: 'Yg==', outcome: 'rejected' })),
    line(said('command.ran', { language: 'redis', command: 'x'.repeat(3000), outcome: 'ok' }, { peer_ip: '::ffff:127.0.0.1', time: 0 })),
    `{"frame":"chunk","capture":"${CAPTURE}","n":0,"data":"YWJj"}`,
    `{"frame":"sealed","capture":"${CAPTURE}","chunks":1,"size":3,"sha256":"${'0'.repeat(64)}","complete":true}`,
  ),
  dictionary: samples(
    '{',
    '}',
    '"',
    '[',
    ',',
    '\\u0000',
    '\\ud800',
    'null',
    '1e999',
    '-1',
    '"facts":{',
    '"kind":"',
    '"peer_ip":null',
    '"__proto__":',
    '\xff',
  ),
  maxLength: 9000,
}
const spellings = {
  corpus: samples('127.0.0.1', '::ffff:127.0.0.1', 'fe80::1%eth0', '2001:DB8:0:0::1', '::', '1:2:3:4:5:6:7.8.9.10'),
  dictionary: samples('::', ':', '.', '%', 'ffff', '256', '0'),
  maxLength: 128,
}

function spelled(input: Uint8Array): void {
  const address = canonicalAddress(Buffer.from(input).toString('latin1'))
  if (address !== null) holds(canonicalAddress(address) === address, 'an address has one spelling')
}

describe('any bytes', () => {
  it.each([
    { name: 'readFrame and stamp', ...spool, check: frames },
    { name: 'canonicalAddress', ...spellings, check: spelled },
  ])('$name', { timeout: fuzzTimeout(RUNS) }, ({ check, ...plan }) => fuzz({ ...plan, runs: RUNS }, check))
})
