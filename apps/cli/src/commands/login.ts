// decnet login
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { makeClient, resources } from '@decnet/contract'
import { Problem } from '@decnet/kernel'
import { DEFAULT_URL, reachable, saveSession, serverUrl, sessionPath } from '../session.ts'
import type { Verb } from '../verb.ts'

export const login: Verb = {
  name: 'login',
  register(program) {
    program
      .command('login')
      .description('sign in and keep the token')
      .argument('[url]', `the server (default ${DEFAULT_URL})`)
      .option('-u, --user <name>', 'user name', 'admin')
      .option('--password-stdin', 'read the password from standard input')
      .action(async (url: string | undefined, options: { user: string; passwordStdin?: boolean }) => {
        const baseUrl = serverUrl(process.env, url)
        const password = options.passwordStdin ? await readAll() : await ask(`Password of ${options.user} at ${baseUrl}: `)
        const client = makeClient({ baseUrl, fetch: reachable(baseUrl) })
        const reply = await client.call(resources.auth.login, { body: { username: options.user, password } })
        saveSession({ url: baseUrl, token: reply.token })
        console.log(`signed in as ${options.user} (${reply.role}) until ${reply.expires_at}; kept in ${sessionPath()}`)
      })
  },
}

async function readAll(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) text += String(chunk)
  return text.replace(/\r?\n$/, '')
}

/** Asks without echo. */
async function ask(question: string): Promise<string> {
  if (!process.stdin.isTTY) throw new Problem('request.invalid', 'No terminal to ask on: use --password-stdin')
  process.stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reader = createInterface({ input: process.stdin, output: silent, terminal: true })
  const answer = await reader.question('')
  reader.close()
  process.stderr.write('\n')
  return answer
}
