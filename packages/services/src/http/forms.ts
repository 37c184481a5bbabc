// Credentials in forms: which fields carry them, and how to show a request without them.

/** A field of a form, in order. */
export type Field = readonly [name: string, value: string]

const SECRET =
  /^(?:pass|passwd|password|passwort|pwd|psd|secret|userpass|user_pass|userpassword|login_password|pma_password|j_password|httpd_password|log_password|new_password|mypassword|pw|pass1|pass2)$/i
const PRINCIPAL =
  /^(?:user|username|user_name|uname|usr|userid|user_id|login|log|email|e-mail|mail|name|account|login_user|loginuser|login_username|pma_username|j_username|httpd_username|admin|id)$/i

const LONGEST_WORD = 64

export const MASK = '***'

/** Fields of an `application/x-www-form-urlencoded` body or a query, as latin1 text. Bad escapes stay as they are. */
export function urlencodedFields(text: string): Field[] {
  const fields: Field[] = []
  for (const pair of text.split('&').slice(0, 256)) {
    if (pair === '') continue
    const cut = pair.indexOf('=')
    const [name, value] = cut < 0 ? [pair, ''] : [pair.slice(0, cut), pair.slice(cut + 1)]
    fields.push([unescapeForm(name), unescapeForm(value)])
  }
  return fields
}

function unescapeForm(text: string): string {
  return text.replaceAll('+', ' ').replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
}

/** The fields at the top of a JSON object, as latin1 text, nested ones as JSON; empty when it is none. */
export function jsonFields(body: Buffer): Field[] {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
    return Object.entries(value)
      .slice(0, 256)
      .map(([name, field]): Field => {
        const text = typeof field === 'string' ? field : JSON.stringify(field)
        return [name, Buffer.from(text, 'utf8').toString('latin1')]
      })
  } catch {
    return [] // What an attacker calls JSON need not be any.
  }
}

/** A credential in a form: present when a password field is. */
export interface FormCredential {
  readonly principal: string | undefined
  readonly secret: string
}

export function credentialIn(fields: readonly Field[]): FormCredential | undefined {
  const secret = fields.find(([name]) => isSecretField(name))
  if (!secret) return undefined
  return { principal: fields.find(([name]) => PRINCIPAL.test(lastWord(name)))?.[1], secret: secret[1] }
}

/** What browsers and sign-in pages send along: tokens against forged requests, the button, "remember me", where to go next. */
const BESIDE =
  /^(?:_?csrf(?:_?token)?|_token|token|csrfmiddlewaretoken|authenticity_token|_csrf_token|_wpnonce|nonce|wp-submit|testcookie|submit|btn|button|commit|login|signin|remember|remember_?me|rememberme|redirect|redirect_to|redirect_uri|next|lang|language|server|set_session|utf8)$/i
const SIMPLE_NAME = /^[\w.[\]-]{1,64}$/
const SIMPLE_VALUE = /^[\w .:/+=%-]{0,128}$/
/** The longest text that `credential.tried` holds in full of both. */
const TOLD_WHOLE = 512
const MOST_FIELDS = 16

/**
 * True when `credential.tried` tells all that a form said: its fields are the principal, the secret (also repeated), and
 * what goes along with every sign-in. Then its body is no evidence beyond the event; any other form's body is.
 */
export function isPlainLogin(fields: readonly Field[], { principal, secret }: FormCredential): boolean {
  if (fields.length > MOST_FIELDS || secret.length > TOLD_WHOLE || (principal?.length ?? 0) > TOLD_WHOLE) return false
  return fields.every(([name, value]) => {
    if (!SIMPLE_NAME.test(name)) return false
    if (isSecretField(name)) return value === secret
    const word = lastWord(name)
    return (PRINCIPAL.test(word) && value === principal) || (BESIDE.test(word) && SIMPLE_VALUE.test(value))
  })
}

/** `user[password]` and `form.password` name the same field as `password`. */
function lastWord(name: string): string {
  // No word that counts is longer; looked for in a long name, the pattern would try each letter again.
  return /([A-Za-z0-9_-]+)\]?$/.exec(name.slice(-LONGEST_WORD))?.[1] ?? name
}

export function isSecretField(name: string): boolean {
  return SECRET.test(lastWord(name))
}

/** A request target without the passwords in its query or its authority. */
export function maskTarget(target: string): string {
  const bare = target.replace(/((?<=[A-Za-z0-9+.-]):\/\/[^/@:\s]*):[^/@\s]*@/g, `$1:${MASK}@`)
  const mark = bare.indexOf('?')
  if (mark < 0) return bare
  const pairs = bare.slice(mark + 1).split('&')
  const masked = pairs.map((pair) => {
    const cut = pair.indexOf('=')
    return cut >= 0 && isSecretField(unescapeForm(pair.slice(0, cut))) ? `${pair.slice(0, cut)}=${MASK}` : pair
  })
  return `${bare.slice(0, mark)}?${masked.join('&')}`
}
