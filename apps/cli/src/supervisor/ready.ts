// What a first look needs once everything runs: where to go, whom to sign in as, what stands where.
import pc from 'picocolors'
import { z } from 'zod'

/** The server's message when it is ready. */
export const readyMessage = z.object({
  ready: z.object({
    url: z.string(),
    admin: z.object({ user: z.string(), password: z.string().optional() }),
    deckies: z.array(
      z.object({
        name: z.string(),
        address: z.string(),
        state: z.string(),
        services: z.array(z.object({ name: z.string(), port: z.number(), bound_port: z.number() })),
      }),
    ),
    warnings: z.array(z.string()),
  }),
})

type Ready = z.output<typeof readyMessage>['ready']

/** How to say hello to a service, by a client that most machines have. */
const HELLO: Readonly<Record<string, (address: string, port: number) => string>> = {
  redis: (address, port) => `redis-cli -h ${address} -p ${port} info server`,
  http: (address, port) => `curl -i http://${address}:${port}/`,
}

/** The lines that `up` prints. */
export function readyLines(ready: Ready): string[] {
  const lines = ['', `${pc.bold('DECNET is running')}`, `  dashboard  ${pc.bold(ready.url)}`, `  user       ${ready.admin.user}`]
  if (ready.admin.password) lines.push(`  password   ${pc.bold(ready.admin.password)}   ${pc.dim('(shown this once)')}`)
  lines.push('')
  for (const decky of ready.deckies) {
    const services = decky.services
      .map((service) => `${service.name} ${service.bound_port}${service.bound_port === service.port ? '' : ` (for ${service.port})`}`)
      .join(', ')
    lines.push(
      `  ${decky.name.padEnd(12)} ${decky.address.padEnd(15)} ${services}${decky.state === 'running' ? '' : pc.yellow(`  ${decky.state}`)}`,
    )
  }
  for (const warning of ready.warnings) lines.push(pc.yellow(`  warning: ${warning}`))
  const hello = firstHello(ready)
  if (hello) lines.push('', `  try: ${pc.bold(hello)}`)
  return [...lines, '', pc.dim('  Ctrl-C stops it'), '']
}

function firstHello(ready: Ready): string | null {
  for (const decky of ready.deckies) {
    for (const service of decky.services) {
      const hello = HELLO[service.name]
      if (hello && decky.state === 'running') return hello(decky.address, service.bound_port)
    }
  }
  return null
}
