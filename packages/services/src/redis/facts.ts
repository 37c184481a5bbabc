// The facts of a command: what was run, printable and bounded, with its secrets masked.
import { base64, type FactsOf, isPlain, printable } from '@decnet/kernel'
import { isFault, type Reply } from './reply.ts'

const MASK = '********'
/** Together they keep the frame of an event under its 8 KiB. */
const COMMAND_MAX = 1500
const ARGUMENTS_MAX = 32
const ARGUMENT_MAX = 256
const ALL_ARGUMENTS_MAX = 2000
const RAW_MAX = 1024

const SECRET_PARAMETERS = new Set(['requirepass', 'masterauth', 'tls-key-file-pass', 'tls-client-key-file-pass', 'masteruser'])

/** The command with every secret replaced by asterisks: AUTH, HELLO AUTH, CONFIG SET, ACL SETUSER, MIGRATE. */
export function masked(argv: readonly string[]): readonly string[] {
  const name = argv[0]?.toLowerCase() ?? ''
  const sub = argv[1]?.toLowerCase() ?? ''
  if (name === 'auth') return argv.map((word, index) => (index === 0 || (index === 1 && argv.length === 3) ? word : MASK))
  if (name === 'config' && sub === 'set') return argv.map((word, index) => (index > 2 && secretName(argv[index - 1]) ? MASK : word))
  if (name === 'acl') return argv.map((word, index) => (index > 2 && /^[><#!]/.test(word) ? `${word[0]}${MASK}` : word))
  if (name === 'hello' || name === 'migrate') return maskAfterAuth(argv)
  return argv
}

function secretName(word: string | undefined): boolean {
  return word !== undefined && SECRET_PARAMETERS.has(word.toLowerCase())
}

function maskAfterAuth(argv: readonly string[]): readonly string[] {
  const out = [...argv]
  const hello = argv[0]?.toLowerCase() === 'hello'
  for (let index = 1; index < argv.length; index++) {
    const word = argv[index]?.toLowerCase()
    if (word !== 'auth' && word !== 'auth2') continue
    const last = hello || word === 'auth2' ? index + 2 : index + 1
    if (last < out.length) out[last] = MASK
  }
  return out
}

/** The secrets that {@link masked} took away; longest first. */
function secretsOf(argv: readonly string[]): readonly string[] {
  const hidden = masked(argv)
  const secrets = argv
    .filter((word, index) => word !== hidden[index])
    .flatMap((word) => (/^[><#!]/.test(word) ? [word, word.slice(1)] : [word]))
  return secrets.filter((secret) => secret.length > 0).sort((a, b) => b.length - a.length)
}

/** Facts of `command.ran` for a command and its reply. */
export function commandFacts(argv: readonly string[], reply: Reply): FactsOf<'command.ran'> {
  const shown = masked(argv)
  const line = Buffer.from(
    shown
      .slice(0, COMMAND_MAX)
      .map((word) => quoted(word.slice(0, COMMAND_MAX)))
      .join(' ')
      .slice(0, COMMAND_MAX * 2),
    'latin1',
  )
  let room = ALL_ARGUMENTS_MAX
  const parts: string[] = []
  for (const word of shown.slice(0, ARGUMENTS_MAX)) {
    const part = printable(Buffer.from(word.slice(0, ARGUMENT_MAX), 'latin1')).slice(0, Math.max(0, room))
    room -= part.length
    if (room <= 0 && part === '' && word !== '') break
    parts.push(part)
  }
  const facts: FactsOf<'command.ran'> = {
    language: 'redis',
    command: printable(line, COMMAND_MAX).slice(0, COMMAND_MAX),
    argv: parts,
    size: argv.reduce((sum, word) => sum + word.length, 0),
    outcome: isFault(reply) ? 'error' : 'ok',
  }
  if (!isPlain(line)) facts.command_b64 = base64(line, RAW_MAX)
  if (isFault(reply)) facts.error = shownError(reply.text, argv)
  return facts
}

function quoted(word: string): string {
  return word === '' || /[\s"']/.test(word) ? `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"` : word
}

function shownError(text: string, argv: readonly string[]): string {
  let clean = text
  for (const secret of secretsOf(argv)) if (secret.length > 2) clean = clean.replaceAll(secret, MASK)
  return printable(Buffer.from(clean, 'latin1'), 512)
}
