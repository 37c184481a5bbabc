// What the server and analysis roles are told: arguments first, then the environment, then defaults; checked by one schema.
import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Problem } from '@decnet/kernel'
import { z } from 'zod'
import { unknownVariables } from './variables.ts'

const endpoint = z.string().transform((text, context) => {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text)
  const port = Number(match?.[3])
  if (match && port <= 65535) return { host: match[1] ?? match[2] ?? '', port }
  context.addIssue({ code: 'custom', message: `must be host:port, such as 127.0.0.1:8080 or [::1]:8080, not ${JSON.stringify(text)}` })
  return z.NEVER
})

const proxies = z.string().transform((text, context) => {
  const list = text.split(',').map((one) => one.trim())
  for (const one of list) {
    const [address = '', bits] = one.split('/')
    const family = isIP(address)
    if (family !== 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)))) continue
    context.addIssue({ code: 'custom', message: `${JSON.stringify(one)} is no address or network` })
  }
  return list
})

const schema = z.strictObject({
  data: z
    .string()
    .min(1)
    .default('./data')
    .transform((path) => resolve(path)),
  listen: endpoint.prefault('127.0.0.1:8080'),
  db_url: z
    .string()
    .regex(/^sqlite:./, 'must begin with sqlite:')
    .optional(),
  bus_url: z
    .string()
    .regex(/^memory:$/, 'must be memory:')
    .default('memory:'),
  admin_password: z.string().min(12, 'must have at least 12 characters').optional(),
  jwt_secret: z.string().min(32, 'must have at least 32 characters').optional(),
  log_level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
  fleet: z.string().min(1).optional(),
  /** Names the start of the platform, within which the fleet file is applied once. */
  start: z.string().min(1).optional(),
  tls_cert: z.string().min(1).optional(),
  tls_key: z.string().min(1).optional(),
  behind_proxy: proxies.optional(),
})

/** The server's: it is the one that listens. */
const serverSchema = schema.superRefine((settings, context) => {
  const fail = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  if ((settings.tls_cert === undefined) !== (settings.tls_key === undefined)) fail('tls_key', 'a certificate and its key belong together')
  if (!isLoopback(settings.listen.host) && settings.tls_cert === undefined && settings.behind_proxy === undefined) {
    fail('listen', 'an address that others reach needs --tls-cert and --tls-key, or --behind-proxy')
  }
})

export type Settings = Omit<z.output<typeof schema>, 'db_url'> & {
  readonly db_url: string
  /** What a person should know. */
  readonly warnings: readonly string[]
}

type Environment = Readonly<Record<string, string | undefined>>

/** Reads the server's settings of `argv` (without the program) and `environment`. Throws Problem `config.invalid` that names each wrong one. */
export function readSettings(argv: readonly string[], environment: Environment): Settings {
  return readBy(serverSchema, argv, environment)
}

/** The same for those that do not serve: whether an address may be listened on depends on options that only the server is given. */
export function readLocalSettings(argv: readonly string[], environment: Environment): Settings {
  return readBy(schema, argv, environment)
}

function readBy(by: typeof schema, argv: readonly string[], environment: Environment): Settings {
  const parsed = by.safeParse({ ...fromEnvironment(environment), ...fromArguments(argv) })
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => ({ path: `/${issue.path.join('/')}`, message: issue.message }))
    throw new Problem('config.invalid', fields.map(({ path, message }) => `${path.slice(1)}: ${message}`).join('; '), { fields })
  }
  const db_url = parsed.data.db_url ?? `sqlite:${join(parsed.data.data, 'decnet.db')}`
  return { ...parsed.data, db_url, warnings: unknownVariables(environment) }
}

const options = {
  data: { type: 'string' },
  listen: { type: 'string' },
  fleet: { type: 'string' },
  start: { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'behind-proxy': { type: 'string' },
} as const

function fromArguments(argv: readonly string[]): Record<string, string> {
  try {
    const { values } = parseArgs({ args: [...argv], options, strict: true })
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name.replaceAll('-', '_'), value]))
  } catch (cause) {
    throw new Problem('config.invalid', cause instanceof Error ? cause.message : 'The arguments cannot be read', { cause })
  }
}

const fromVariable: Readonly<Record<string, string>> = {
  DECNET_ADMIN_PASSWORD: 'admin_password',
  DECNET_BUS_URL: 'bus_url',
  DECNET_DATA: 'data',
  DECNET_DB_URL: 'db_url',
  DECNET_JWT_SECRET: 'jwt_secret',
  DECNET_LISTEN: 'listen',
  DECNET_LOG_LEVEL: 'log_level',
}

/** An empty variable counts as not set, as in a compose file that passes everything on. */
function fromEnvironment(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fromVariable).flatMap(([name, key]) => {
      const value = environment[name]
      return value === undefined || value === '' ? [] : [[key, value]]
    }),
  )
}

/** True for addresses that only this machine reaches. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
