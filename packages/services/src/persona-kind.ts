// What an operating system and its packages look like from outside.

/** What an operating system and its packages look like from outside; facts, the same on every such machine. */
export interface PersonaKind {
  readonly os: string
  readonly title: string
  readonly family: 'linux' | 'windows' | 'embedded'
  readonly kernel: string
  readonly arch: string
  /** Versions by product, as the product itself prints them: `redis: '7.0.15'`. */
  readonly software: Readonly<Record<string, string>>
  /** Host-name stems that fit. */
  readonly hostnames: readonly string[]
}
