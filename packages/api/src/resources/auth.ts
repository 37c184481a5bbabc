// Signing in and out.
import { type resources, tokenCookie } from '@decnet/contract'
import { isoTime, Problem } from '@decnet/kernel'
import { users } from '@decnet/store'
import { note } from '../audit.ts'
import type { Handlers } from '../handler.ts'

export const auth: Handlers<typeof resources.auth> = {
  async login({ body: { username, password }, request, reply }, services) {
    const { store, clock, tokens, passwords, loginLimits, secure } = services
    const wait = loginLimits.begin(request.ip, username)
    if (wait > 0) await clock.sleep(wait)
    const user = await users.byName(store.db, username)
    const right = await passwords.verify(user?.password_hash ?? null, password)
    if (!user || !right) {
      await note(services, { user: username, action: 'auth.login.failed', subject: username, address: request.ip })
      throw new Problem('auth.failed', 'User name or password is wrong')
    }
    loginLimits.succeed(request.ip, username)
    const { token, expires_at } = await tokens.issue(user)
    await store.write((tx) => users.touchLogin(tx, user.uuid, clock.now()))
    await note(services, { user: user.name, action: 'auth.login', subject: user.name, address: request.ip })
    reply.setCookie(tokenCookie, token, { path: '/', httpOnly: true, sameSite: 'strict', secure, expires: new Date(expires_at) })
    return { token, expires_at: isoTime(expires_at), role: user.role }
  },
  async logout({ principal, reply }, { tokens, secure }) {
    await tokens.revoke(principal.jti)
    reply.clearCookie(tokenCookie, { path: '/', httpOnly: true, sameSite: 'strict', secure })
    return undefined
  },
  me: ({ principal }) => Promise.resolve({ name: principal.name, role: principal.role, expires_at: isoTime(principal.expires_at) }),
}
