// What an offline verb is.

export interface Verb {
  readonly name: string
  /** Does it, printing on standard output; gives the exit code. */
  run(args: readonly string[]): Promise<number>
}
