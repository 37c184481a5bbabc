// Redis: the conversation. Reads requests, runs them, says the replies in order, and tells what was done.
import type { z } from 'zod'
import type { Persona } from '../persona.ts'
import type { Conversation } from '../service.ts'
import type { Client } from './client.ts'
import { execute, refuse } from './dispatch.ts'
import { commandFacts } from './facts.ts'
import { endSubscriptions } from './commands/pubsub.ts'
import { error, NOTHING } from './reply.ts'
import { Server } from './server.ts'
import type { redisOptions } from './options.ts'
import { type Command, RequestParser } from './wire.ts'

type Options = z.output<typeof redisOptions>

/** Replies are said when this much waits, even when more requests are there. */
const FLUSH_AT = 64 * 1024

/** Talks RESP until the client leaves. */
export async function serve(talk: Conversation, host: Persona, options: Options): Promise<void> {
  const server = talk.shared((hold) => new Server({ host, clock: talk.clock, version: options.version, password: options.password, hold }))
  const client = server.connect(talk)
  const parser = new RequestParser({
    authenticated: () => client.user !== null,
    hold: talk.hold,
    most: server.identity.major >= 7 ? 2_147_483_647 : 1_048_576,
  })
  try {
    while (!client.closing) {
      const bytes = await client.read()
      if (!bytes) break
      server.counters.bytesIn += bytes.length
      server.counters.reads++
      parser.feed(bytes)
      client.busy = true
      await answerAll(server, client, parser)
      client.busy = false
      await client.flush()
    }
  } finally {
    endSubscriptions(client)
    server.disconnect(client)
  }
}

async function answerAll(server: Server, client: Client, parser: RequestParser): Promise<void> {
  for (let request = parser.next(); request && !client.closing; request = parser.next()) {
    if (request.kind === 'error') {
      client.write(error(`ERR Protocol error: ${request.text}`))
      client.closing = true
      return
    }
    if (/^(post|host:)$/i.test(request.argv[0] ?? '')) {
      // A browser or a forged cross-protocol request: Redis ends the connection without a word.
      client.talk.emit('command.ran', commandFacts(request.argv, error('ERR possible cross-protocol request')))
      client.closing = true
      return
    }
    await answer(server, client, request)
    if (client.waiting > FLUSH_AT) await client.flush()
  }
}

async function answer(server: Server, client: Client, { argv, cut }: Command): Promise<void> {
  if (client.replying === 'skip') client.replying = 'skipping'
  const silent = client.replying !== 'on'
  const reply = cut === undefined ? await execute(server, client, argv) : refuse(server, client, argv)
  const facts = commandFacts(argv, reply)
  client.talk.emit('command.ran', cut === undefined ? facts : { ...facts, size: cut })
  const quiet = client.replying === 'off' || (silent && client.replying !== 'on')
  client.write(quiet ? NOTHING : reply)
  if (client.replying === 'skipping') client.replying = 'on'
}
