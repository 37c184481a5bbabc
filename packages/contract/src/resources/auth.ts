// Signing in and out.
import { roles } from '@decnet/kernel'
import { z } from 'zod'
import { defineRoute } from '../route.ts'
import { instant } from '../shapes.ts'

/** The cookie that carries the token for the dashboard. */
export const tokenCookie = 'decnet_token'

const me = z.object({ name: z.string(), role: z.enum(roles), expires_at: instant })

export const auth = {
  login: defineRoute({
    name: 'auth.login',
    method: 'POST',
    path: '/auth/login',
    access: 'public',
    summary: 'Sign in; the token also comes as a cookie',
    body: z.strictObject({ username: z.string().min(1).max(128), password: z.string().min(1).max(1024) }),
    reply: z.object({ token: z.string(), expires_at: instant, role: z.enum(roles) }),
    errors: ['auth.failed', 'rate.limited'],
  }),
  logout: defineRoute({
    name: 'auth.logout',
    method: 'POST',
    path: '/auth/logout',
    access: 'viewer',
    summary: 'Revoke the token that asks',
    status: 204,
    kind: 'empty',
  }),
  me: defineRoute({ name: 'auth.me', method: 'GET', path: '/auth/me', access: 'viewer', summary: 'Who is signed in', reply: me }),
} as const
