// Says in plain sentences what a change to a decky is.
import { isDeepStrictEqual } from 'node:util'
import type { DeckyService, DesiredDecky, TarpitRule } from '@decnet/kernel'
import { archetypes, findService } from '@decnet/services/catalogue'
import { osTitle } from './personas.ts'

/** What a new decky will be. */
export function describeNew(decky: DesiredDecky): string[] {
  const kind = archetypes.find(({ name }) => name === decky.archetype)?.title ?? 'machine'
  return [
    `${kind} on ${osTitle(decky.os)}, called ${decky.hostname}`,
    ...decky.services.map((service) => `${service.name} on ${portsText(service)}`),
    ...(decky.tarpit ? [tarpitText(decky.tarpit)] : []),
  ]
}

/** What becomes different; empty when nothing does. */
export function describeChange(before: DesiredDecky, after: DesiredDecky): string[] {
  const sentences: string[] = []
  const say = (what: string, old: string | null, now: string | null) => {
    if (old !== now) sentences.push(`${what} changes from ${old ?? 'none'} to ${now ?? 'none'}`)
  }
  say('archetype', before.archetype, after.archetype)
  say('operating system', before.os, after.os)
  say('host name', before.hostname, after.hostname)
  say('address', before.address, after.address)
  for (const service of after.services) {
    const old = before.services.find(({ name }) => name === service.name)
    if (old) sentences.push(...serviceChanges(old, service))
    else sentences.push(`${service.name} is added on ${portsText(service)}`)
  }
  for (const { name } of before.services) {
    if (!after.services.some((service) => service.name === name)) sentences.push(`${name} is removed`)
  }
  if (!isDeepStrictEqual(before.tarpit, after.tarpit)) sentences.push(after.tarpit ? tarpitText(after.tarpit) : 'the tarpit is removed')
  return sentences
}

function serviceChanges(before: DeckyService, after: DeckyService): string[] {
  const sentences: string[] = []
  if (!isDeepStrictEqual(before.listens, after.listens))
    sentences.push(`${after.name} moves from ${portsText(before)} to ${portsText(after)}`)
  const options = new Set([...Object.keys(before.options), ...Object.keys(after.options)])
  for (const option of [...options].sort()) {
    const [old, now] = [before.options[option], after.options[option]]
    if (isDeepStrictEqual(old, now)) continue
    if (isSecret(after.name, option)) sentences.push(`${after.name}: ${option} changes`)
    else sentences.push(`${after.name}: ${option} changes from ${valueText(old)} to ${valueText(now)}`)
  }
  return sentences
}

function isSecret(service: string, option: string): boolean {
  const schema = findService(service)?.options.shape[option]
  return schema !== undefined && 'meta' in schema && typeof schema.meta === 'function' && schema.meta()?.secret === true
}

function valueText(value: unknown): string {
  return value === undefined ? 'unset' : JSON.stringify(value)
}

function portsText(service: DeckyService): string {
  const ports = service.listens.map(({ transport, port, bind_port }) => {
    const shown = transport === 'tcp' ? `${port}` : `${port}/${transport}`
    return bind_port === port ? shown : `${shown} (bound as ${bind_port})`
  })
  return `port ${ports.join(', ')}`
}

function tarpitText(rule: TarpitRule): string {
  const who = rule.sources ? ` for ${rule.sources.join(', ')}` : ''
  return `tarpit of ${rule.delay_ms} ms on port ${rule.ports.join(', ')}${who}`
}
