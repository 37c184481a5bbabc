// Any text as topic and as pattern: understood or refused with a Problem, and a topic always falls under itself and under `>`.
import { Problem } from '@decnet/kernel'
import { fuzz, fuzzRuns, fuzzTimeout, holds, samples } from '@decnet/kernel/testing'
import { it } from 'vitest'
import { checkTopic, compilePattern, matches } from './match.ts'

const RUNS = fuzzRuns(2000)

function refused(run: () => void): boolean {
  try {
    run()
    return false
  } catch (problem) {
    if (problem instanceof Problem) return true
    throw problem
  }
}

const plan = {
  name: 'topics and patterns',
  corpus: samples('events.session.opened', 'events.*.opened', 'findings.>', '>', '*.*', 'a.b.c.d.e.f', 'w\xf6rter.\u2028'),
  dictionary: samples('.', '*', '>', '..', ' ', '\n', '.>', '*.', '\0'),
  maxLength: 1024,
}

it('any bytes: topics and patterns', { timeout: fuzzTimeout(RUNS) }, () =>
  fuzz({ ...plan, runs: RUNS }, (input) => {
    const text = new TextDecoder().decode(input)
    const noTopic = refused(() => checkTopic(text))
    const noPattern = refused(() => compilePattern(text))
    if (!noTopic) {
      holds(matches(text, text) && matches('>', text), 'a topic falls under itself and under everything')
      if (text.length < 500) holds(!matches(`${text}.x.>`, text), 'and not under what is longer')
    }
    if (!noPattern) holds(compilePattern(text)(text.replaceAll(/[*>]/g, 'x')), 'a pattern takes what fills its places')
  }),
)
