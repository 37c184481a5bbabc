// Any text as a fleet file: a fleet, or a Problem that says what is wrong with it.
import { readFileSync } from 'node:fs'
import { Problem } from '@decnet/kernel'
import { fuzz, fuzzRuns, fuzzTimeout, holds, samples } from '@decnet/kernel/testing'
import { it } from 'vitest'
import { parseFleet } from './fleet.ts'

/** Reading YAML costs a hundred times what the other parsers do, and no stranger writes fleet files. */
const SHARE = 100
const RUNS = Math.max(200, Math.ceil(fuzzRuns(20_000) / SHARE))

const plan = {
  name: 'parseFleet',
  corpus: [
    readFileSync(new URL('../../../examples/decnet.yaml', import.meta.url)),
    ...samples(
      'name: a\ndeckies:\n  - {name: b, archetype: web-server, ports: {http: 1}}\n',
      'a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\ndeckies: *a\n',
      '{"name":"j","deckies":[{"name":"k","services":{"redis":{}}}]}',
      '? [complex]\n: |2-\n  text\n--- !!map\n...\n',
    ),
  ],
  dictionary: samples(
    '\n',
    '- ',
    ': ',
    '  ',
    '&a ',
    '*a',
    '<<: ',
    '!!',
    '[',
    '{',
    '|',
    '>',
    '"',
    "'",
    '\t',
    '#',
    '? ',
    '---\n',
    '\0',
    '\ufeff',
  ),
  maxLength: 2048,
}

it(`any bytes: parseFleet (a ${SHARE}th of the others' inputs)`, { timeout: fuzzTimeout(RUNS * 20) }, () =>
  fuzz({ ...plan, runs: RUNS }, (input) => {
    try {
      const fleet = parseFleet(new TextDecoder().decode(input))
      holds(fleet.deckies.length <= input.length, 'deckies are bounded')
      holds((fleet.source.lineOf(['deckies', 0, 'name']) ?? 0) >= 1, 'a place has a line')
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.code !== 'fleet.invalid') throw problem
      holds(problem.fields.length <= 50 && problem.message.length <= 10_000, 'a Problem is bounded')
    }
  }),
)
