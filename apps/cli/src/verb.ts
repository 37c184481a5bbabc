// What a verb is: it adds itself to the program and is handed the way to a signed-in client.
import type { Client } from '@decnet/contract'
import type { Command } from 'commander'

/** Gives a client, or throws Problem `auth.required`; called only by verbs that need a server. */
export type Connect = () => Client

/** One noun or verb of the command line. */
export interface Verb {
  readonly name: string
  register(program: Command, connect: Connect): void
}

/** The options of every listing. */
export interface ListOptions {
  readonly output: 'table' | 'json' | 'yaml'
  readonly limit?: string
}
