// Transcripts: a conversation written down, replayed against a service and compared byte for byte.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ServiceDefinition } from '../service.ts'
import { type TestClient, testDecky } from './decky.ts'

/** One step: bytes heard, bytes said, time that passes, or an end that is expected. */
type Step =
  | { readonly kind: 'heard'; readonly bytes: Buffer; readonly line: number }
  | { readonly kind: 'said'; readonly bytes: Buffer; readonly line: number }
  | { readonly kind: 'pass'; readonly ms: number; readonly line: number }
  | { readonly kind: 'closed'; readonly line: number }

export interface Transcript {
  /** `os`, `options` and `seed` of the decky, from header lines such as `os: debian-12`. */
  readonly header: Readonly<Record<string, unknown>>
  readonly steps: readonly Step[]
  /** Facts that must be emitted, in order: each a subset of what is. */
  readonly events: readonly unknown[]
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', '0': '\0' }

/** Text with `\r \n \t \0 \\ \xNN` escapes as bytes; other characters are UTF-8. */
function bytesOf(text: string): Buffer {
  const parts: Buffer[] = []
  const pattern = /\\x([0-9a-fA-F]{2})|\\([nrt0\\])|([^\\]+)/gy
  let at = 0
  for (const match of text.matchAll(pattern)) {
    at = match.index + match[0].length
    if (match[1] !== undefined) parts.push(Buffer.from(match[1], 'hex'))
    else parts.push(Buffer.from(match[2] === undefined ? (match[3] ?? '') : (ESCAPES[match[2]] ?? '')))
  }
  if (at !== text.length) throw new Error(`bad escape in ${JSON.stringify(text.slice(at, at + 10))}`)
  return Buffer.concat(parts)
}

/**
 * Reads a transcript. Lines: `# comment`; `name: JSON or word` (header); `> text` heard; `< text` said;
 * `>x 0a 0b` and `<x 0a 0b` the same in hex; `~ 1500` milliseconds pass; `= closed`; then `---` and one JSON per event.
 * Text carries its own line ends as `\r\n`; lines of the same kind that follow each other belong together.
 */
export function parseTranscript(text: string): Transcript {
  const header: Record<string, unknown> = {}
  const steps: Step[] = []
  const lines = text.split('\n')
  const rule = lines.findIndex((line) => /^-{3,}$/.test(line))
  const talk = rule < 0 ? lines : lines.slice(0, rule)
  for (const [index, line] of talk.entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const step = parseStep(line, index + 1)
    if (step) {
      addStep(steps, step)
      continue
    }
    const field = /^([a-z]+): *(.*)$/.exec(line)
    if (!field?.[1] || steps.length > 0) throw new Error(`line ${index + 1} is no step: ${line}`)
    header[field[1]] = /^[[{"0-9]/.test(field[2] ?? '') ? JSON.parse(field[2] ?? '') : field[2]
  }
  const events = rule < 0 ? [] : lines.slice(rule + 1).filter((line) => line.trim() !== '' && !line.startsWith('#'))
  return { header, steps, events: events.map((line): unknown => JSON.parse(line)) }
}

function parseStep(line: string, number: number): Step | undefined {
  const match = /^([<>])(x?)(?: (.*))?$/.exec(line)
  if (match) {
    const body = match[3] ?? ''
    const bytes = match[2] === 'x' ? Buffer.from(body.replaceAll(/\s/g, ''), 'hex') : bytesOf(body)
    return { kind: match[1] === '>' ? 'heard' : 'said', bytes, line: number }
  }
  if (line.startsWith('~ ')) return { kind: 'pass', ms: Number(line.slice(2)), line: number }
  return line === '= closed' ? { kind: 'closed', line: number } : undefined
}

function addStep(steps: Step[], step: Step): void {
  const last = steps.at(-1)
  if (last && (last.kind === 'heard' || last.kind === 'said') && step.kind === last.kind) {
    steps[steps.length - 1] = { ...last, bytes: Buffer.concat([last.bytes, step.bytes]) }
  } else steps.push(step)
}

/** Replays a transcript; throws with what was expected and what came at the first difference. */
export async function runTranscript(service: ServiceDefinition, transcript: Transcript): Promise<void> {
  const decky = await testDecky(service, transcript.header)
  const client = decky.connect()
  let pending = await client.settle()
  for (const step of transcript.steps) {
    if (step.kind === 'said') {
      compare(`line ${step.line}, said`, step.bytes, pending)
      pending = Buffer.alloc(0)
      continue
    }
    if (step.kind === 'closed') {
      if (!client.closed) throw new Error(`line ${step.line}: the service should have closed`)
      continue
    }
    compare(`before line ${step.line}, said unasked`, Buffer.alloc(0), pending)
    if (step.kind === 'heard') pending = await client.send(step.bytes)
    else {
      decky.clock.advance(step.ms)
      pending = await client.settle()
    }
  }
  compare('after the last line, said unasked', Buffer.alloc(0), pending)
  await client.hangUp()
  compareEvents(client, transcript.events)
}

function compare(where: string, expected: Buffer, actual: Buffer): void {
  if (expected.equals(actual)) return
  throw new Error(
    `${where}\n  expected ${JSON.stringify(expected.toString('latin1'))}\n  but came ${JSON.stringify(actual.toString('latin1'))}`,
  )
}

function compareEvents(client: TestClient, expected: readonly unknown[]): void {
  for (const [index, event] of expected.entries()) {
    const actual = client.events[index]
    if (!contains(actual, event)) {
      throw new Error(`event ${index + 1}\n  expected ${JSON.stringify(event)}\n  but came ${JSON.stringify(actual)}`)
    }
  }
  const extra = client.events[expected.length]
  if (extra) throw new Error(`an event too many: ${JSON.stringify(extra)}`)
}

function contains(actual: unknown, expected: unknown): boolean {
  if (typeof expected !== 'object' || expected === null) return actual === expected
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual) !== Array.isArray(expected)) return false
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length !== actual.length) return false
  return Object.entries(expected).every(([key, value]) => contains((actual as Record<string, unknown>)[key], value))
}

/** The transcripts in the folder `transcripts` beside a test file: `[name, transcript]`; none at all is an error. */
export function transcriptsBeside(testFileUrl: string): readonly (readonly [string, Transcript])[] {
  const folder = fileURLToPath(new URL('./transcripts/', testFileUrl))
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort()
  if (names.length === 0) throw new Error(`no transcripts in ${folder}`)
  return names.map((name) => [name, parseTranscript(readFileSync(`${folder}${name}`, 'utf8'))] as const)
}
