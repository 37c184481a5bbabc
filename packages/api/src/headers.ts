// Security headers, each said on purpose. The content policy is the dashboard's: two loosenings, for its styles and its player.
import type { FastifyInstance } from 'fastify'

const contentPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const always: Readonly<Record<string, string>> = {
  'content-security-policy': contentPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  // For browsers that know no frame-ancestors.
  'x-frame-options': 'DENY',
}

/** Sets the headers on every reply, errors included. `tls` adds HSTS: without TLS it would be a promise that nobody keeps. */
export function addSecurityHeaders(app: FastifyInstance, tls: boolean): void {
  const headers = tls ? { ...always, 'strict-transport-security': 'max-age=31536000' } : always
  app.addHook('onRequest', (_request, reply, next) => {
    reply.headers(headers)
    next()
  })
}
