// Topics and patterns in the grammar of NATS subjects: words joined by dots, `*` for one word, `>` for one or more at the end.
import { Problem } from '@decnet/kernel'

/** Longest topic or pattern, in characters. */
const MAX_TOPIC_LENGTH = 512

// No white space or control character (NATS speaks in lines), and no wildcard inside a word.
const WORD = /^[^\s.*>\p{Cc}]+$/u

function wordsOf(what: 'topic' | 'pattern', text: string): string[] {
  if (text.length === 0 || text.length > MAX_TOPIC_LENGTH) {
    throw new Problem('request.invalid', `A bus ${what} must have 1 to ${MAX_TOPIC_LENGTH} characters; this one has ${text.length}`)
  }
  return text.split('.')
}

function refuse(what: 'topic' | 'pattern', text: string, word: string): never {
  throw new Problem('request.invalid', `${JSON.stringify(word)} is no word of a bus ${what} (in ${JSON.stringify(text)})`)
}

/** Throws a Problem unless `topic` may be published to. */
export function checkTopic(topic: string): void {
  for (const word of wordsOf('topic', topic)) if (!WORD.test(word)) refuse('topic', topic, word)
}

/** A test for one pattern over whole topics. Throws a Problem when the pattern breaks the grammar. */
export function compilePattern(pattern: string): (topic: string) => boolean {
  const words = wordsOf('pattern', pattern)
  const open = words.at(-1) === '>'
  const fixed = open ? words.slice(0, -1) : words
  for (const word of fixed) if (word !== '*' && !WORD.test(word)) refuse('pattern', pattern, word)
  if (open && fixed.length === 0) return () => true
  return (topic) => {
    const parts = topic.split('.')
    if (open ? parts.length <= fixed.length : parts.length !== fixed.length) return false
    return fixed.every((word, index) => word === '*' || word === parts[index])
  }
}

/** True when `topic` falls under `pattern`; both are checked. */
export function matches(pattern: string, topic: string): boolean {
  checkTopic(topic)
  return compilePattern(pattern)(topic)
}
