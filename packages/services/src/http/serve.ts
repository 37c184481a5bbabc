// HTTP: the conversation. Which product and which site stand behind it.
import type { z } from 'zod'
import { Source } from '../kit/http/source.ts'
import type { Persona } from '../persona.ts'
import type { Conversation } from '../service.ts'
import { serveApache } from './apache-front.ts'
import type { Desk, Look } from './exchange.ts'
import { serveNginx } from './nginx-front.ts'
import { RequestRecord } from './record.ts'
import type { httpOptions } from './options.ts'
import { defaultSite } from './sites/default.ts'
import { loginSite } from './sites/login.ts'

type Options = z.output<typeof httpOptions>

/** Answers requests until the client leaves, or the product would have closed. */
export async function serve(talk: Conversation, host: Persona, options: Options): Promise<void> {
  const { product } = options
  const site = options.site === 'login' ? loginSite(product, host) : defaultSite(product, host)
  const desk: Desk = { talk, source: new Source(talk), record: new RequestRecord(talk), site, look: look(host, options) }
  await (product === 'nginx' ? serveNginx(desk) : serveApache(desk))
}

function look(host: Persona, { product, version }: Options): Look {
  const release = version ?? host.kind.software[product] ?? ''
  const distribution = host.kind.os.split('-')[0] ?? ''
  const named = `${distribution.charAt(0).toUpperCase()}${distribution.slice(1)}`
  // Debian's nginx does not name the distribution, Ubuntu's does; Apache names it on both.
  const server = product === 'apache' ? `Apache/${release} (${named})` : `nginx/${release}${named === 'Ubuntu' ? ' (Ubuntu)' : ''}`
  // Debian's installer maps the bare host name to 127.0.1.1: without a dot in it Apache falls back to the address.
  const name = host.domain === '' || host.domain === 'localdomain' ? '127.0.1.1' : `${host.hostname}.${host.domain}`
  const methods = ['GET', 'POST', 'OPTIONS', 'HEAD']
  const turn = (host.derive('apache methods', 1)[0] ?? 0) % methods.length
  const allow = [...methods.slice(turn), ...methods.slice(0, turn)].join(',')
  return { server, name, boundary: host.derive('apache boundary', 8).readBigUInt64BE().toString(16), allow }
}
