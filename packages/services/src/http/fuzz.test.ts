// Any bytes at what takes evidence out of HTTP requests: forms, uploads, credentials, targets without their secrets.
import { fuzz, fuzzRuns, fuzzTimeout, holds, samples } from '@decnet/kernel/testing'
import { describe, it } from 'vitest'
import { authorizationTried } from './authorization.ts'
import { credentialIn, jsonFields, MASK, maskTarget, urlencodedFields } from './forms.ts'
import { boundaryOf, type Part, Splitter } from './multipart.ts'

const RUNS = fuzzRuns(2000)

const bufferOf = (input: Uint8Array) => Buffer.from(input.buffer, input.byteOffset, input.length)
const latin1 = (input: Uint8Array) => bufferOf(input).toString('latin1')

function forms(input: Uint8Array): void {
  const bytes = bufferOf(input)
  const text = latin1(input)
  for (const fields of [urlencodedFields(text), jsonFields(bytes)]) {
    holds(fields.length <= 256, 'fields are bounded')
    let size = 0
    for (const [name, value] of fields) size += name.length + value.length
    // A number in JSON, nested too, may be written shorter than it is said: 1e20.
    holds(size <= 6 * text.length + 25 * fields.length, 'what comes out is bounded by what went in')
    credentialIn(fields)
  }
}

function targets(input: Uint8Array): void {
  const text = latin1(input)
  const masked = maskTarget(text)
  holds(masked.length <= 4 * text.length, 'a mask takes three letters')
  const query = masked.indexOf('?')
  const left = query < 0 ? undefined : credentialIn(urlencodedFields(masked.slice(query + 1)).filter(([, value]) => value !== MASK))
  holds(left === undefined || left.secret === '', `no secret is left: ${left?.secret}`)
}

function credentials(input: Uint8Array): void {
  const found = authorizationTried(latin1(input))
  if (!found) return
  holds((found.principal?.length ?? 0) <= 4 * 512 && found.secret.length <= 4 * 1024, 'a credential is bounded')
  holds((found.secret_b64?.length ?? 0) <= 1368, 'its bytes too')
}

const shown = (parts: readonly Part[]) => {
  // How data is cut into pieces follows how it came: only the whole counts.
  let out = ''
  for (const part of parts) out += part.kind === 'data' ? part.data.toString('latin1') : `\0${JSON.stringify(part)}\0`
  return out
}

function uploads(input: Uint8Array, number: number): void {
  const bytes = bufferOf(input)
  const boundary = boundaryOf(number % 3 === 0 ? latin1(input) : 'multipart/form-data; boundary=B') ?? 'B'
  holds(boundary.length <= 200, 'a boundary is bounded')
  const whole = new Splitter(boundary).push(bytes)
  holds(whole.length <= bytes.length / 2 + 2, 'parts are bounded by bytes')
  const splitter = new Splitter(boundary)
  const [first, second] = [(number * 7919) % (bytes.length + 1), (number * 104_729) % (bytes.length + 1)].sort((a, b) => a - b)
  const pieces = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)].flatMap((piece) => splitter.push(piece))
  const [one, other] = [shown(whole), shown(pieces)]
  // What may still turn out to be a boundary is held back.
  holds(one === other || one.startsWith(other) || other.startsWith(one), 'the same however the bytes are cut')
}

const fields = {
  corpus: samples(
    'user=a&password=b%20c&x',
    '{"login":"a","pass":"b","n":1e20,"o":{},"t":true}',
    'user[name]=a&user[password]=',
    '[1]',
    '%41%zz=+&&=&',
  ),
  dictionary: samples('&', '=', '%', '+', 'pass', 'user', '{', '}', '"', '\\u0000', '1e308', '[', ']', '\xff', '"__proto__":'),
}
const urls = {
  corpus: samples('/login?user=a&password=b', 'http://u:p@h/x?pwd=1', 'a://b:c@d e://f:g@h', '/?x[pass]=1&%70ass=2', '://:@'),
  dictionary: samples('://', ':', '@', '?', '&', '=', 'pass=', '%70', '***', 'a', '/'),
}
const tries = {
  corpus: samples(
    'Basic YWRtaW46YWRtaW4=',
    'Digest username="a", realm="r", nonce="n", uri="/", response="0123abc"',
    'Bearer abc.def',
    'token x',
    'NTLM TlRMTVNTUAAB',
  ),
  dictionary: samples(' ', '"', 'Basic ', 'username="', ' nonce="', 'response=', '=', '\0', '\xff'),
}
const parts = {
  corpus: samples(
    '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--B--\r\n',
    'pre\r\n--B\r\nContent-Disposition: form-data; name="f"; filename="a\\"b"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n--B\r\n\r\n\r\n--B--',
    'multipart/form-data; boundary="a b"',
    'multipart/mixed; x=y; boundary=----WebKit',
    '--B\r\n\r\n\r\n'.repeat(40),
  ),
  dictionary: samples(
    '--B',
    '\r\n--B\r\n',
    '\r\n\r\n',
    '--',
    'filename="',
    'filename=',
    'name="',
    '"',
    '\\',
    ';',
    'Content-Type:',
    'boundary=',
    '\r',
    '\n',
  ),
}

describe('any bytes', () => {
  it.each([
    { name: 'forms', ...fields, check: forms },
    { name: 'maskTarget', ...urls, check: targets },
    { name: 'authorizationTried', ...tries, check: credentials },
    { name: 'boundaryOf and Splitter', ...parts, check: uploads },
  ])('$name', { timeout: fuzzTimeout(RUNS) }, ({ check, ...plan }) => fuzz({ ...plan, runs: RUNS }, check))
})
