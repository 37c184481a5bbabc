// Users and their passwords (ACL), as far as attackers use them: names, on or off, passwords, what they may run.
import { createHash } from 'node:crypto'
import type { Hold } from '../service.ts'

export interface User {
  readonly name: string
  enabled: boolean
  anyPassword: boolean
  /** SHA-256 in hex. */
  readonly passwords: Set<string>
  keys: string[]
  channels: string[]
  /** `+@all`, `-@all`, and what followed. */
  commands: string[]
}

const digest = (secret: string) => createHash('sha256').update(Buffer.from(secret, 'latin1')).digest('hex')
const USERS_MAX = 200

export class AccessControl {
  readonly users = new Map<string, User>()

  readonly #hold: Hold

  constructor(password: string, hold: Hold) {
    this.#hold = hold
    this.users.set('default', {
      name: 'default',
      enabled: true,
      anyPassword: true,
      passwords: new Set(),
      keys: ['*'],
      channels: ['*'],
      commands: ['+@all'],
    })
    this.setPassword(password)
  }

  get default(): User {
    const user = this.users.get('default')
    if (!user) throw new RangeError('the default user is gone')
    return user
  }

  /** True when a new connection need not authenticate. */
  get open(): boolean {
    return this.default.enabled && this.default.anyPassword
  }

  /** requirepass: the default user's one password; empty for none. */
  setPassword(password: string): void {
    const user = this.default
    user.passwords.clear()
    user.anyPassword = password === ''
    if (password !== '') user.passwords.add(digest(password))
  }

  /** True when that user may sign in with that secret. */
  check(name: string, secret: string): boolean {
    const user = this.users.get(name)
    return user?.enabled === true && (user.anyPassword || user.passwords.has(digest(secret)))
  }

  /** Makes or changes a user; gives the first rule that is none, with why, or `full` when there is no room for it. */
  change(name: string, rules: readonly string[]): { readonly rule: string; readonly why: string } | 'full' | undefined {
    const known = this.users.get(name)
    const draft: User = known
      ? {
          ...known,
          passwords: new Set(known.passwords),
          keys: [...known.keys],
          channels: [...known.channels],
          commands: [...known.commands],
        }
      : { name, enabled: false, anyPassword: false, passwords: new Set(), keys: [], channels: [], commands: ['-@all'] }
    for (const rule of rules) {
      const why = applyRule(draft, rule)
      if (why) return { rule, why }
    }
    if (!known && this.users.size >= USERS_MAX) return undefined
    if (!this.#hold(weightOf(draft) - (known ? weightOf(known) : 0))) return 'full'
    this.users.set(name, draft)
    return undefined
  }

  remove(name: string): boolean {
    const user = this.users.get(name)
    if (user) this.#hold(-weightOf(user))
    return this.users.delete(name)
  }

  /** True when the user may run the command; only whole-or-nothing and named commands are looked at. */
  allows(name: string, command: string, categories: readonly string[]): boolean {
    const user = this.users.get(name)
    if (!user) return false
    let allowed = false
    for (const rule of user.commands) {
      const [sign, word] = [rule[0], rule.slice(1).toLowerCase()]
      const fits =
        word === '@all' || (word.startsWith('@') ? categories.includes(word.slice(1)) : word === command.split('|')[0] || word === command)
      if (fits) allowed = sign === '+'
    }
    return allowed
  }

  /** A user as ACL LIST prints it. */
  describe(user: User): string {
    const passwords = [...user.passwords].map((hash) => `#${hash}`)
    return [
      `user ${user.name}`,
      user.enabled ? 'on' : 'off',
      ...(user.anyPassword ? ['nopass'] : []),
      ...passwords,
      ...user.keys.map((key) => `~${key}`),
      ...(user.channels.length > 0 ? user.channels.map((channel) => `&${channel}`) : ['resetchannels']),
      ...user.commands,
    ].join(' ')
  }
}

/** About what a user's rules take. */
function weightOf(user: User): number {
  let bytes = user.name.length + user.passwords.size * 128
  for (const list of [user.keys, user.channels, user.commands]) for (const word of list) bytes += word.length + 32
  return bytes
}

const ADD = { '~': 'keys', '&': 'channels' } as const

function applyRule(user: User, rule: string): string | undefined {
  const [mark, rest] = [rule[0] ?? '', rule.slice(1)]
  if (mark === '>') user.passwords.add(digest(rest))
  else if (mark === '<')
    return user.passwords.delete(digest(rest)) ? undefined : 'The password you are trying to remove from the user does not exist'
  else if (mark === '#' && /^[0-9a-f]{64}$/.test(rest)) user.passwords.add(rest)
  else if (mark === '#') return 'The password hash must be exactly 64 characters and contain only lowercase hexadecimal characters'
  else if (mark === '+' || mark === '-') return applyCommandRule(user, rule)
  else if (mark === '~' || mark === '&') user[ADD[mark]].push(rest)
  else return applyWord(user, rule.toLowerCase())
  if (mark === '>' || mark === '#') user.anyPassword = false
  return undefined
}

function applyCommandRule(user: User, rule: string): undefined {
  if (/^[+-]@all$/i.test(rule)) user.commands = [rule.toLowerCase()]
  else if (user.commands.length < 500) user.commands.push(rule.toLowerCase())
  return undefined
}

function applyWord(user: User, word: string): string | undefined {
  switch (word) {
    case 'on':
    case 'off':
      user.enabled = word === 'on'
      return undefined
    case 'nopass':
      user.anyPassword = true
      user.passwords.clear()
      return undefined
    case 'resetpass':
      user.anyPassword = false
      user.passwords.clear()
      return undefined
    case 'allkeys':
      user.keys = ['*']
      return undefined
    case 'resetkeys':
      user.keys = []
      return undefined
    case 'allchannels':
      user.channels = ['*']
      return undefined
    case 'resetchannels':
      user.channels = []
      return undefined
    case 'allcommands':
      user.commands = ['+@all']
      return undefined
    case 'nocommands':
      user.commands = ['-@all']
      return undefined
    case 'reset':
      Object.assign(user, { enabled: false, anyPassword: false, keys: [], channels: [], commands: ['-@all'] })
      user.passwords.clear()
      return undefined
    default:
      return 'Syntax error'
  }
}
