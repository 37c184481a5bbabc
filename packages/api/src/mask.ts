// Captured secrets are masked for everyone, everywhere; revealing one is a route of its own (credentials.reveal).

/** What stands for a secret: of one length, so that it tells nothing. */
export const MASK = '••••••••'

type Facts = Readonly<Record<string, unknown>>

const maskers: Readonly<Record<string, (facts: Facts) => Facts>> = {
  'credential.tried': ({ secret_b64: _bytes, ...facts }) => ({ ...facts, secret: MASK }),
  'request.made': maskRequest,
  'command.ran': maskCommand,
}

/** The facts of an event of `kind`, without the secrets in them. */
export function maskFacts(kind: string, facts: Facts): Facts {
  return maskers[kind]?.(facts) ?? facts
}

/** The facts that a text search looks at. */
const searched = ['command', 'target', 'user_agent', 'query', 'address'] as const

/** True when a text that was found in an event is still in what is shown of it: else a search could guess a masked secret letter by letter. */
export function isFoundInShown(kind: string, facts: Facts, text: string): boolean {
  const shown = maskFacts(kind, facts)
  if (shown === facts) return true
  const needle = text.toLowerCase()
  return searched.some((name) => {
    const value = shown[name]
    return typeof value === 'string' && value.toLowerCase().includes(needle)
  })
}

const secretHeaders = new Set(['authorization', 'proxy-authorization'])

function maskRequest(facts: Facts): Facts {
  const { headers } = facts
  if (!Array.isArray(headers) || !headers.some(isSecret)) return facts
  return { ...facts, headers: headers.map((header: unknown) => (isSecret(header) ? [header[0], MASK] : header)) }
}

function isSecret(header: unknown): header is [string, ...unknown[]] {
  return Array.isArray(header) && typeof header[0] === 'string' && secretHeaders.has(header[0].toLowerCase())
}

/** Words of commands after which everything is, or may be, a password. */
const secretAfter = new Set(['auth', 'auth2', 'masterauth', 'requirepass'])

function maskCommand(facts: Facts): Facts {
  const words = Array.isArray(facts.argv) ? facts.argv.map(String) : String(facts.command ?? '').split(/\s+/)
  const masked = maskWords(words)
  if (masked === words) return facts
  const { command_b64: _bytes, ...rest } = facts
  return { ...rest, ...(Array.isArray(facts.argv) ? { argv: masked } : {}), command: masked.join(' ') }
}

/** The same array when nothing in it is secret. */
function maskWords(words: readonly string[]): readonly string[] {
  const at = words.findIndex((word) => secretAfter.has(word.toLowerCase()))
  if (at >= 0 && at < words.length - 1) return words.map((word, index) => (index > at ? MASK : word))
  // ACL SETUSER name >password <password #hash
  if (!/^acl$/i.test(words[0] ?? '')) return words
  const rule = /^[><#!]./
  return words.some((word) => rule.test(word)) ? words.map((word) => (rule.test(word) ? `${word[0]}${MASK}` : word)) : words
}
