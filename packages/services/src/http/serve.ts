// HTTP: the conversation.
import type { z } from 'zod'
import type { Persona } from '../persona.ts'
import type { Conversation } from '../service.ts'
import type { httpOptions } from './service.ts'

type Options = z.output<typeof httpOptions>

/** Answers requests until the client leaves. */
export async function serve(talk: Conversation, _host: Persona, _options: Options): Promise<void> {
  while (await talk.line()) await talk.say('HTTP/1.1 200 OK\r\n\r\n')
}
