// Toy services for the sensor's own tests: each shows one behaviour that real services may have.
import { runtimeReport } from '@decnet/kernel'
import { type Conversation, defineService, type ServiceDefinition, type ServiceModule } from '@decnet/services'

/** One optional text; borrowed from a schema of kernel, for the schema library is not the sensor's to import. */
const options = runtimeReport.pick({ detail: true }).partial()
type Options = { detail?: string | undefined }

interface Toy {
  readonly name: string
  readonly transport?: 'tcp' | 'udp' | 'tls'
  readonly port?: number
  readonly emits?: ServiceDefinition['emits']
  readonly serve?: (talk: Conversation, options: Options) => Promise<void>
  readonly answer?: ServiceModule<Options>['answer']
}

/** Makes a service out of a function. */
export function toy({ name, transport = 'tcp', port = 4000, emits = ['command.ran'], serve, answer }: Toy): ServiceDefinition {
  const module: ServiceModule<Options> = {
    ...(serve ? { serve: (talk, _host, given) => serve(talk, given) } : {}),
    ...(answer ? { answer } : {}),
  }
  return defineService({
    name,
    title: name,
    listens: [{ transport, port }],
    options,
    emits,
    scope: 'decky',
    load: () => Promise.resolve(module),
  })
}

/** Emits a command. */
export function ran(talk: Conversation, command: string): void {
  talk.emit('command.ran', { language: 'redis', command, outcome: 'ok' })
}

/** Says each line back, behind its options' `detail`; `boom` throws, `quit` ends. */
export const echo = toy({
  name: 'echo',
  async serve(talk, { detail = '' }) {
    for (let line = await talk.line(); line; line = await talk.line()) {
      const text = line.bytes.toString('latin1')
      ran(talk, text.slice(0, 8000))
      if (text === 'boom') throw new Error('secret detail of the failure')
      if (text === 'quit') return
      await talk.say(`${detail}${text}\r\n`)
    }
  },
})
