// Tokens: JWTs (HS256, 8 h) whose jti is looked up in the store, so that one can be taken back.
import type { Clock, Role } from '@decnet/kernel'
import { type Store, users } from '@decnet/store'
import { jwtVerify, SignJWT } from 'jose'

/** Who asks. */
export interface Principal {
  readonly name: string
  readonly role: Role
  readonly jti: string
  /** Milliseconds since the epoch. */
  readonly expires_at: number
}

export interface Tokens {
  issue(user: { readonly uuid: string; readonly name: string; readonly role: Role }): Promise<{ token: string; expires_at: number }>
  /** Who a token stands for, or null: not ours, expired, or taken back. */
  read(token: string): Promise<Principal | null>
  /** True while the token may still act. */
  isLive(principal: Principal): Promise<boolean>
  revoke(jti: string): Promise<void>
}

/** How long a token lives. */
const TOKEN_LIFE_MS = 8 * 3_600_000
/** How long "still live" is believed without asking the store: another process's revocation takes this long at most. */
const BELIEVED_MS = 2000
const MAX_REMEMBERED = 1000
const ISSUER = 'decnet'

interface Believed {
  readonly user: { readonly name: string; readonly role: Role } | null
  readonly until: number
}

interface Claims {
  readonly jti: string
  readonly expires_at: number
}

/** Makes the token functions over `secret` (32 bytes or more). */
export function makeTokens(ports: {
  readonly store: Store
  readonly clock: Clock
  readonly secret: Uint8Array
  readonly newId: () => string
}): Tokens {
  const { store, clock, secret } = ports
  const believed = new Map<string, Believed>()
  // A signature that was right once stays right: checking it again for every request costs more than the request.
  const checked = new Map<string, Claims>()

  /** The user behind a live token; the store's word on the role counts, not the token's. */
  async function liveUser(jti: string): Promise<Believed['user']> {
    const now = clock.now()
    const known = believed.get(jti)
    if (known && known.until > now) return known.user
    const user = await users.tokenLive(store.db, jti, now)
    remember(believed, jti, { user, until: now + BELIEVED_MS })
    return user
  }

  async function claimsOf(token: string): Promise<Claims | null> {
    const known = checked.get(token)
    if (known) return known.expires_at > clock.now() ? known : null
    const claims = await verified(token, secret, clock.now())
    if (claims) remember(checked, token, claims)
    return claims
  }

  return {
    async issue(user) {
      const now = clock.now()
      const jti = ports.newId()
      // Whole seconds: the token's claim and the store's row must not differ by a fraction.
      const expires_at = Math.floor((now + TOKEN_LIFE_MS) / 1000) * 1000
      await store.write(async (tx) => {
        await users.purgeTokens(tx, now)
        await users.addToken(tx, { jti, user_uuid: user.uuid, created: now, expires_at })
      })
      const token = await new SignJWT({ role: user.role })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setIssuer(ISSUER)
        .setSubject(user.name)
        .setJti(jti)
        .setIssuedAt(Math.floor(now / 1000))
        .setExpirationTime(expires_at / 1000)
        .sign(secret)
      return { token, expires_at }
    },
    async read(token) {
      const claims = await claimsOf(token)
      if (!claims) return null
      const user = await liveUser(claims.jti)
      return user && { name: user.name, role: user.role, ...claims }
    },
    isLive: async (principal) => principal.expires_at > clock.now() && (await liveUser(principal.jti)) !== null,
    async revoke(jti) {
      await store.write((tx) => users.revokeToken(tx, jti, clock.now()))
      believed.delete(jti)
    },
  }
}

/** Puts an entry in, the oldest out when there are too many. */
function remember<Value>(cache: Map<string, Value>, key: string, value: Value): void {
  cache.delete(key)
  const oldest = cache.size >= MAX_REMEMBERED ? cache.keys().next().value : undefined
  if (oldest !== undefined) cache.delete(oldest)
  cache.set(key, value)
}

async function verified(token: string, secret: Uint8Array, now: number): Promise<Claims | null> {
  try {
    const { payload } = await jwtVerify(token, secret, {
      algorithms: ['HS256'],
      issuer: ISSUER,
      currentDate: new Date(now),
      requiredClaims: ['sub', 'jti', 'exp'],
    })
    return { jti: String(payload.jti), expires_at: Number(payload.exp) * 1000 }
  } catch {
    // Whatever is wrong with it, it is no token of ours: the caller is not signed in.
    return null
  }
}
