// Matching, against a slow and obvious statement of the grammar.
import { Problem } from '@decnet/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkTopic, compilePattern, matches } from './match.ts'

const word = fc.constantFrom('a', 'b', 'web-01', 'état', '0')
const topicWords = fc.array(word, { minLength: 1, maxLength: 5 })
const patternWords = fc
  .tuple(fc.array(fc.oneof(word, fc.constant('*')), { maxLength: 5 }), fc.boolean())
  .map(([words, open]) => (open || words.length === 0 ? [...words, '>'] : words))

/** The grammar, word by word. */
function says(pattern: readonly string[], topic: readonly string[]): boolean {
  const [want, ...restWanted] = pattern
  const [have, ...restHad] = topic
  if (want === undefined) return have === undefined
  if (have === undefined) return false
  if (want === '>') return true
  return (want === '*' || want === have) && says(restWanted, restHad)
}

test('agrees with the grammar on any pattern and topic', () => {
  fc.assert(
    fc.property(patternWords, topicWords, (pattern, topic) => {
      expect(matches(pattern.join('.'), topic.join('.'))).toBe(says(pattern, topic))
    }),
  )
})

test('a topic matches itself, itself with any word starred, and any of its beginnings with >', () => {
  fc.assert(
    fc.property(topicWords, fc.nat(), (topic, chance) => {
      const place = chance % topic.length
      const starred = topic.map((text, index) => (index === place ? '*' : text))
      expect(matches(topic.join('.'), topic.join('.'))).toBe(true)
      expect(matches(starred.join('.'), topic.join('.'))).toBe(true)
      expect(matches([...topic.slice(0, place), '>'].join('.'), topic.join('.'))).toBe(true)
      expect(matches([...topic, '>'].join('.'), topic.join('.'))).toBe(false)
    }),
  )
})

test('any text is either taken or refused with a Problem', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const read of [checkTopic, compilePattern]) {
        try {
          read(text)
          expect(text.split('.').every((part) => part.length > 0)).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(Problem)
        }
      }
    }),
  )
  expect(() => checkTopic('a'.repeat(513))).toThrow(Problem)
})
