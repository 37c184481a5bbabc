// Any text in a query, a path or a body of any route: parsed, or refused with a Problem.
import { Problem } from '@decnet/kernel'
import { fuzz, fuzzRuns, fuzzTimeout, holds, samples } from '@decnet/kernel/testing'
import { routes } from '@decnet/contract'
import { it } from 'vitest'
import { inputParser } from './input.ts'

const RUNS = fuzzRuns(2000)

const parsers = routes.map((route) => ({
  parse: inputParser(route),
  params: Object.keys(route.params.shape),
  query: Object.keys(route.query.shape),
}))

const plan = {
  name: 'input of every route',
  corpus: samples(
    'limit=10&cursor=abc&since=2026-01-01T00:00:00Z&kind=command.ran',
    'q=a&q=b&attacker=00000000-0000-4000-8000-000000000001&cidr=10.0.0.0/8',
    '{"username":"a","password":"b"}',
    '{"name":"d","services":{"redis":{"password":"x"}},"tarpit":{"ports":[1],"delay_ms":5}}',
    '00000000-0000-4000-8000-000000000001',
    '{"a":{"b":[1,null,true,1e9,"\\u0000"]}}',
  ),
  dictionary: samples(
    '&',
    '=',
    'limit',
    '{',
    '}',
    '[',
    ']',
    '"',
    ':',
    ',',
    '-1',
    '1e999',
    'null',
    'true',
    '"__proto__":',
    'constructor',
    '%00',
  ),
  maxLength: 1024,
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text === '' ? undefined : text // Not every body that is tried is JSON.
  }
}

/** The names of the route's own fields stand beside those that came, so that values reach their schemas. */
function record(names: readonly string[], text: string, number: number): Record<string, unknown> {
  const fields: Record<string, unknown> = number % 5 === 0 ? Object.fromEntries(new URLSearchParams(text)) : {}
  if (names.length === 0) return fields
  for (const [index, value] of text.split(/[&=]/).slice(0, 4).entries()) {
    const name = names[(number + index) % names.length] ?? ''
    fields[name] = number % 7 === 0 ? [value, text] : value
  }
  return fields
}

it('any bytes: input of every route', { timeout: fuzzTimeout(RUNS) }, () =>
  fuzz({ ...plan, runs: RUNS }, (input, number) => {
    const text = new TextDecoder().decode(input)
    const parser = parsers[number % parsers.length]
    if (!parser) return
    try {
      parser.parse({ params: record(parser.params, text, number), query: record(parser.query, text, number), body: json(text) })
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      holds([400, 404, 422].includes(problem.status), 'what a caller sends is the fault of the caller')
    }
  }),
)
