// The environment variables there are, with their defaults; an unknown DECNET_* is told with the nearest known one.

export interface Variable {
  readonly name: string
  /** What holds when it is not set, in words. */
  readonly default: string
  readonly about: string
  /** Never shown. */
  readonly secret: boolean
}

const variable = (name: string, standard: string, about: string): Variable => ({ name, default: standard, about, secret: false })
const secret = (name: string, standard: string, about: string): Variable => ({ name, default: standard, about, secret: true })

/** All of them, sorted. */
export const variables: readonly Variable[] = [
  secret('DECNET_ADMIN_PASSWORD', 'generated on first start', 'password of the first user, at least 12 characters'),
  variable('DECNET_BUS_URL', 'memory:', 'how parts wake each other'),
  variable('DECNET_DATA', './data', 'data directory'),
  variable('DECNET_DB_URL', 'sqlite:<data>/decnet.db', 'database'),
  secret('DECNET_JWT_SECRET', 'generated, kept in <data>/jwt-secret', 'signs tokens, at least 32 characters'),
  variable('DECNET_LISTEN', '127.0.0.1:8080', 'where the dashboard listens, host:port'),
  variable('DECNET_LOG_LEVEL', 'info', 'trace, debug, info, warn, error or fatal'),
  secret('DECNET_TOKEN', 'what `decnet login` kept', 'token of the command line'),
  variable('DECNET_URL', 'what `decnet login` kept, or http://127.0.0.1:8080', 'server of the command line'),
]

/** A sentence for each DECNET_* variable that is not one of {@link variables}. */
export function unknownVariables(environment: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set(variables.map(({ name }) => name))
  return Object.keys(environment)
    .filter((name) => name.startsWith('DECNET_') && !known.has(name))
    .sort()
    .map((name) => `the environment variable ${name} is not known; the nearest known one is ${nearest(name, [...known])}`)
}

/** The name that takes the fewest insertions, deletions and replacements to get to. */
function nearest(name: string, known: readonly string[]): string {
  const ranked = known.map((candidate) => ({ candidate, distance: distance(name, candidate) }))
  return ranked.reduce((best, next) => (next.distance < best.distance ? next : best)).candidate
}

/** Levenshtein's distance, by rows. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
