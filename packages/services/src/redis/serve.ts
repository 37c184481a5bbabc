// Redis: the conversation.
import type { z } from 'zod'
import type { Persona } from '../persona.ts'
import type { Conversation } from '../service.ts'
import type { redisOptions } from './service.ts'

type Options = z.output<typeof redisOptions>

/** Talks RESP until the client leaves. */
export async function serve(talk: Conversation, _host: Persona, _options: Options): Promise<void> {
  while (await talk.line()) await talk.say('+PONG\r\n')
}
