// Settings: arguments before environment before defaults, and each wrong one named.
import { join, resolve } from 'node:path'
import { Problem } from '@decnet/kernel'
import { expect, test } from 'vitest'
import { isLoopback, readLocalSettings, readSettings } from './settings.ts'
import { unknownVariables, variables } from './variables.ts'

function refusal(argv: string[], environment: Record<string, string> = {}): Problem {
  try {
    readSettings(argv, environment)
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  throw new Error('these settings were taken')
}

test('defaults', () => {
  expect(readSettings([], {})).toEqual({
    data: resolve('data'),
    listen: { host: '127.0.0.1', port: 8080 },
    db_url: `sqlite:${join(resolve('data'), 'decnet.db')}`,
    bus_url: 'memory:',
    log_level: 'info',
    warnings: [],
  })
})

test('an argument wins over the environment, an empty variable is none', () => {
  const settings = readSettings(['--data', '/d', '--listen', '[::1]:0'], {
    DECNET_DATA: '/e',
    DECNET_LISTEN: '127.0.0.1:1',
    DECNET_BUS_URL: '',
  })
  expect(settings).toMatchObject({ data: '/d', listen: { host: '::1', port: 0 }, db_url: 'sqlite:/d/decnet.db', bus_url: 'memory:' })
})

test.each([
  [['--listen', '8080'], '/listen'],
  [['--listen', '127.0.0.1:99999'], '/listen'],
  [['--tls-cert', 'c.pem'], '/tls_key'],
  [['--behind-proxy', '10.0.0.0/33'], '/behind_proxy'],
  [['--behind-proxy', 'proxy.example'], '/behind_proxy'],
])('%j is refused at %s', (argv, path) => {
  expect(refusal(argv)).toMatchObject({ code: 'config.invalid', fields: [{ path }] })
})

test('all that is wrong is said at once, and no secret is repeated', () => {
  const problem = refusal([], { DECNET_ADMIN_PASSWORD: 'hunter2', DECNET_DB_URL: 'mysql://x', DECNET_JWT_SECRET: 'short-secret' })
  expect(problem.fields.map(({ path }) => path)).toEqual(['/db_url', '/admin_password', '/jwt_secret'])
  expect(problem.message).not.toMatch(/hunter2|short-secret/)
})

test('an argument that is not known is refused', () => {
  expect(refusal(['--lisen', 'x']).code).toBe('config.invalid')
})

test('an address that others reach needs TLS or a proxy in front', () => {
  expect(refusal(['--listen', '0.0.0.0:8080']).fields).toMatchObject([{ path: '/listen' }])
  expect(readSettings(['--listen', '0.0.0.0:8080', '--behind-proxy', '10.0.0.1, fd00::/8'], {}).behind_proxy).toEqual([
    '10.0.0.1',
    'fd00::/8',
  ])
  expect(readSettings(['--listen', '192.0.2.1:8443', '--tls-cert', 'c', '--tls-key', 'k'], {}).tls_key).toBe('k')
})

test('those that do not listen take an address that only the server may judge', () => {
  const environment = { DECNET_LISTEN: '0.0.0.0:8080' }
  expect(refusal([], environment).fields).toMatchObject([{ path: '/listen' }])
  expect(readLocalSettings(['--data', '/d'], environment)).toMatchObject({ data: '/d', listen: { host: '0.0.0.0', port: 8080 } })
})

test.each(['localhost', '127.0.0.1', '127.9.9.9', '::1'])('%s is loopback', (host) => expect(isLoopback(host)).toBe(true))
test.each(['0.0.0.0', '::', '10.0.0.1', '127.evil.example', 'decnet.example'])('%s is not loopback', (host) =>
  expect(isLoopback(host)).toBe(false),
)

test('an unknown variable is told with the nearest known one', () => {
  expect(unknownVariables({ DECNET_LISTN: '1', DECNET_DATA: '2', PATH: '3' })).toEqual([
    'the environment variable DECNET_LISTN is not known; the nearest known one is DECNET_LISTEN',
  ])
  expect(variables.map(({ name }) => name)).toEqual(variables.map(({ name }) => name).sort())
})
