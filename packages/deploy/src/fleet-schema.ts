// The fleet file's schema: one description that checks what comes in, names what is wrong, and is published as JSON Schema.
import { deckyName } from '@decnet/kernel'
import { archetypes, personaKinds, services } from '@decnet/services/catalogue'
import { z } from 'zod'

/** Keys that the format knows and this version cannot do; refused by name rather than ignored. */
const LATER: Readonly<Record<string, string>> = {
  network: 'belongs to the docker runtime, which is not available in this version',
  plugins: 'is not available in this version',
  custom_services: 'needs the docker runtime, which is not available in this version',
}

const port = z.number().int().min(1).max(65535)

function oneOf(what: string, names: readonly string[]) {
  return z.enum(names as [string, ...string[]], {
    error: (issue) => `unknown ${what} ${JSON.stringify(issue.input)}; there are ${names.join(', ')}`,
  })
}

const serviceShapes: Record<string, z.ZodType<Record<string, unknown> | null | undefined>> = Object.fromEntries(
  services.map((service) => [
    service.name,
    z
      .strictObject(service.options.shape, { error: keyError('option') })
      .nullable()
      .optional()
      .meta({ title: service.title }),
  ]),
)

/** One decky of a fleet file. */
export const fleetEntry = z.strictObject(
  {
    name: deckyName.meta({ description: 'Unique; with count, the stem of name-1, name-2, …' }),
    archetype: oneOf(
      'archetype',
      archetypes.map((archetype) => archetype.name),
    )
      .optional()
      .meta({ description: 'A coherent kind of machine: gives the services, unless they are named here' }),
    os: oneOf(
      'os',
      personaKinds.map((kind) => kind.os),
    )
      .optional()
      .meta({ description: 'The operating system that the machine shows' }),
    hostname: z
      .string()
      .regex(/^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/, 'must be one host name label: letters, digits and -, at most 63')
      .optional()
      .meta({ description: 'As the machine calls itself; a fitting one is chosen if absent' }),
    count: z.number().int().min(1).max(1000).optional().meta({ description: 'How many of these; 2 or more are called name-1, name-2, …' }),
    services: z
      .strictObject(serviceShapes, { error: keyError('service', services) })
      .optional()
      .meta({ description: 'Services with their options; in place of those of the archetype' }),
    address: z.union([z.ipv4(), z.ipv6()], { error: 'must be an IPv4 or IPv6 address' }).optional().meta({
      description: 'A local address of this host; one of 127.66.0.0/16 is chosen if absent',
    }),
    ports: z.record(z.string().max(80), port).optional().meta({
      description: 'What is really bound, where it must differ: by service name, or service/port for a further port of it',
    }),
    tarpit: z
      .strictObject({
        ports: z.array(port).min(1).max(64),
        delay_ms: z.number().int().min(1).max(60_000),
        sources: z
          .array(
            z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], { error: 'must be an address or a network in CIDR form' }).meta({
              description: 'An address, or a network in CIDR form',
            }),
          )
          .max(256)
          .optional(),
      })
      .optional()
      .meta({ description: 'Slows down what is said on these ports' }),
  },
  { error: keyError('key') },
)
/** A decky as asked for. Services that are `null` take the defaults of all their options. */
export type FleetEntry = z.output<typeof fleetEntry>

/** The whole file. */
export const fleetFile = z
  .strictObject(
    {
      name: z
        .string()
        .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,62}$/u, 'must start with a letter or digit and hold at most 63 characters')
        .default('fleet'),
      runtime: z
        .literal('embedded', {
          error: (issue) =>
            issue.input === 'docker' ? 'the docker runtime is not available in this version; use embedded' : 'must be embedded',
        })
        .default('embedded'),
      deckies: z.array(fleetEntry).max(4096),
    },
    { error: keyError('key') },
  )
  .meta({ title: 'DECNET fleet file' })

/** The fleet file as JSON Schema (2020-12), with every service's options: for editors, and docs/fleet.schema.json. */
export function fleetJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(fleetFile, { io: 'input' })
}

function keyError(what: string, known?: readonly { readonly name: string }[]) {
  return (issue: { code: string; keys?: readonly string[] }): string | undefined => {
    const key = issue.keys?.[0]
    if (issue.code !== 'unrecognized_keys' || key === undefined) return undefined
    const later = Object.hasOwn(LATER, key) ? LATER[key] : undefined
    if (later !== undefined) return `${key} ${later}`
    return `unknown ${what} ${JSON.stringify(key)}${known ? `; there are ${known.map(({ name }) => name).join(', ')}` : ''}`
  }
}
