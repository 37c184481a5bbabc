// Makes the rows: each command x valid, absent key, missing, extra, odd case, wrong type, queued.
import type { Draw } from '../draw.ts'
import type { Probe } from '../oracle.ts'
import { forms } from './forms.ts'

/** A command as a client library sends it. Text is latin1. */
export function command(...words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`
}

/** Sorts an answer's lines two by two (`$3`, `abc`), for replies whose order is the daemon's own. */
export function anyOrder(said: string): string {
  const lines = said.split('\r\n')
  const pairs: string[] = []
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (/^\$\d+$/.test(line)) pairs.push(`${line} ${lines[++index] ?? ''}`)
    else pairs.push(line)
  }
  return pairs.sort().join('\n')
}

interface Form {
  readonly family: string
  readonly type: string
  readonly template: string
  readonly setup: readonly string[]
  readonly unordered: boolean
}

function parse(family: string, line: string): Form {
  const [type, rest = ''] = line.split(' | ')
  const [template = '', setup] = rest.split(' < ')
  const unordered = template.startsWith('~')
  return {
    family,
    type: type ?? '-',
    template: unordered ? template.slice(1) : template,
    setup: setup ? setup.split('; ') : [],
    unordered,
  }
}

/** Fills in a template: the same placeholder has the same value throughout a row. */
function filler(draw: Draw): (template: string) => string[] {
  const values: Record<string, string> = {
    k: `${draw.word()}:${draw.number(1, 9999)}`,
    l: `${draw.word()}:${draw.number(10_000, 99_999)}`,
    w: draw.word(5, 12),
    v: draw.word(5, 12),
    n: String(draw.number(10, 5000)),
    m: String(draw.number(10, 5000)),
  }
  return (template) => template.split(' ').map((word) => word.replaceAll(/\{([a-z])\}/g, (_, name: string) => values[name] ?? ''))
}

const OTHER: Readonly<Record<string, string>> = {
  string: 'RPUSH {k} {w}',
  list: 'SET {k} {w}',
  hash: 'SET {k} {w}',
  set: 'HSET {k} {w} 1',
  zset: 'SADD {k} {w}',
}

function rows(form: Form, draw: Draw, first: boolean): Probe[] {
  const { family, type, template, setup } = form
  const label = `${template}${setup.length > 0 ? ` after ${setup.join('; ')}` : ''}`
  const row = (kind: string, make: (fill: (text: string) => string[]) => readonly string[][]): Probe => ({
    family,
    name: `${label}, ${kind}`,
    drawn: kind !== 'missing',
    steps: [
      make(filler(draw))
        .map((words) => command(...words))
        .join(''),
    ],
    quiet: 20,
    ...(form.unordered ? { mask: anyOrder } : {}),
  })
  const out = [row('valid', (fill) => [...setup, template].map(fill))]
  if (!first) return out
  const name = template.split(' ')[0] ?? ''
  if (setup.length > 0) out.push(row('absent key', (fill) => [fill(template)]))
  out.push(row('missing', () => [[name]]))
  out.push(row('extra', (fill) => [...setup, `${template} surplus`].map(fill)))
  out.push(row('odd case', (fill) => [...setup, oddCase(template)].map(fill)))
  if (OTHER[type]) out.push(row('wrong type', (fill) => [OTHER[type] ?? '', template].map(fill)))
  out.push(row('queued', (fill) => ['MULTI', ...setup, template, name, 'EXEC'].map(fill)))
  return out
}

function oddCase(template: string): string {
  const [name = '', ...rest] = template.split(' ')
  return [[...name].map((letter, index) => (index % 2 ? letter.toLowerCase() : letter.toUpperCase())).join(''), ...rest].join(' ')
}

/** The rows of all data families. */
export function dataProbes(draw: Draw): Probe[] {
  const probes: Probe[] = []
  for (const [family, text] of Object.entries(forms)) {
    const seen = new Set<string>()
    for (const line of text.trim().split('\n')) {
      const form = parse(family, line)
      const name = form.template.split(' ')[0] ?? ''
      probes.push(...rows(form, draw, !seen.has(name)))
      seen.add(name)
    }
  }
  return probes
}
