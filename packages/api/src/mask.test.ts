// What is masked, kind by kind; facts without a secret go through untouched, the same object.
import { expect, test } from 'vitest'
import { isFoundInShown, MASK, maskFacts } from './mask.ts'

const command = (argv: string[]) => maskFacts('command.ran', { command: argv.join(' '), argv, command_b64: 'eA==' })

test.each([
  [['AUTH', 'pw'], `AUTH ${MASK}`],
  [['auth', 'user', 'pw'], `auth ${MASK} ${MASK}`],
  [['HELLO', '3', 'AUTH', 'user', 'pw'], `HELLO 3 AUTH ${MASK} ${MASK}`],
  [['CONFIG', 'SET', 'masterauth', 'pw'], `CONFIG SET masterauth ${MASK}`],
  [['ACL', 'SETUSER', 'bob', 'on', '>pw', '~*'], `ACL SETUSER bob on >${MASK} ~*`],
])('%j', (argv, shown) => {
  expect(command(argv)).toEqual({ command: shown, argv: shown.split(' ') })
})

test('a command whose words were not kept is masked too', () => {
  expect(maskFacts('command.ran', { command: 'AUTH  pw' })).toEqual({ command: `AUTH ${MASK}` })
})

test.each([[['INFO']], [['AUTH']], [['SET', 'a', 'b']], [['CONFIG', 'GET', 'requirepass']]])('%j stays', (argv) => {
  const facts = { command: argv.join(' '), argv }
  expect(maskFacts('command.ran', facts)).toBe(facts)
})

test('credentials keep who and how, and lose what', () => {
  expect(
    maskFacts('credential.tried', { method: 'password', principal: 'root', secret: 'pw', secret_b64: 'cHc=', outcome: 'rejected' }),
  ).toEqual({
    method: 'password',
    principal: 'root',
    secret: MASK,
    outcome: 'rejected',
  })
})

test('headers that carry credentials, in any case', () => {
  const headers = [
    ['Host', 'x'],
    ['AUTHORIZATION', 'Basic cHc='],
    ['proxy-authorization', 'Basic cHc='],
  ]
  expect(maskFacts('request.made', { headers })).toEqual({
    headers: [
      ['Host', 'x'],
      ['AUTHORIZATION', MASK],
      ['proxy-authorization', MASK],
    ],
  })
})

test('a text is found only where it is shown', () => {
  const facts = { command: 'AUTH hunter2', argv: ['AUTH', 'hunter2'] }
  expect(isFoundInShown('command.ran', facts, 'hunter')).toBe(false)
  expect(isFoundInShown('command.ran', facts, 'auth')).toBe(true)
})
