// Publish and subscribe.
import type { Call, Handlers } from '../call.ts'
import { at, tooMany } from '../call.ts'
import type { Client } from '../client.ts'
import { globMatch } from '../glob.ts'
import { push, replies, type Reply } from '../reply.ts'
import type { Server } from '../server.ts'
import { helpFor } from './help.ts'

/** What one client may subscribe to. */
const SUBSCRIPTIONS_MAX = 10_000
/** What a subscription costs beside its name. */
const NAME_COST = 100

type Kind = 'channels' | 'patterns' | 'shards'
const WORD: Readonly<Record<Kind, string>> = { channels: 'subscribe', patterns: 'psubscribe', shards: 'ssubscribe' }

function count(client: Client, kind: Kind): number {
  return kind === 'shards' ? client.shards.size : client.channels.size + client.patterns.size
}

function subscribe(call: Call, kind: Kind): Reply {
  const items = call.argv.slice(1).map((name): Reply => {
    const known = call.client[kind]
    if (!known.has(name) && known.size < SUBSCRIPTIONS_MAX && call.client.talk.hold(name.length + NAME_COST)) known.add(name)
    return push([WORD[kind], name, count(call.client, kind)])
  })
  return replies(items)
}

function unsubscribe(call: Call, kind: Kind): Reply {
  const { client } = call
  const word = WORD[kind].replace('subscribe', 'unsubscribe')
  const names = call.argv.length > 1 ? call.argv.slice(1) : [...client[kind]]
  if (names.length === 0) return push([word, null, count(client, kind)])
  return replies(
    names.map((name): Reply => {
      if (client[kind].delete(name)) client.talk.hold(-name.length - NAME_COST)
      return push([word, name, count(client, kind)])
    }),
  )
}

/** Ends all subscriptions, as a disconnect or RESET does. */
export function endSubscriptions(client: Client): void {
  for (const kind of ['channels', 'patterns', 'shards'] as const)
    for (const name of client[kind]) client.talk.hold(-name.length - NAME_COST)
  client.channels.clear()
  client.patterns.clear()
  client.shards.clear()
  client.monitoring = false
}

function publish(call: Call): Reply {
  const [channel, text] = [at(call, 1), at(call, 2)]
  let receivers = 0
  for (const client of call.server.clients.values()) {
    if (client.channels.has(channel)) {
      client.write(push(['message', channel, text]))
      receivers++
    }
    for (const pattern of client.patterns) {
      if (!globMatch(pattern, channel)) continue
      client.write(push(['pmessage', pattern, channel, text]))
      receivers++
    }
  }
  return receivers
}

function publishShard(call: Call): Reply {
  let receivers = 0
  for (const client of call.server.clients.values()) {
    if (!client.shards.has(at(call, 1))) continue
    client.write(push(['smessage', at(call, 1), at(call, 2)]))
    receivers++
  }
  return receivers
}

function channelsOf(server: Server, kind: 'channels' | 'shards', pattern: string | undefined): string[] {
  const all = new Set([...server.clients.values()].flatMap((client) => [...client[kind]]))
  return [...all].filter((channel) => pattern === undefined || globMatch(pattern, channel))
}

function numbers(call: Call, kind: 'channels' | 'shards'): Reply {
  return call.argv
    .slice(2)
    .flatMap((channel): Reply[] => [channel, [...call.server.clients.values()].filter((client) => client[kind].has(channel)).length])
}

export const pubsub: Handlers = {
  subscribe: (call) => subscribe(call, 'channels'),
  psubscribe: (call) => subscribe(call, 'patterns'),
  ssubscribe: (call) => subscribe(call, 'shards'),
  unsubscribe: (call) => unsubscribe(call, 'channels'),
  punsubscribe: (call) => unsubscribe(call, 'patterns'),
  sunsubscribe: (call) => unsubscribe(call, 'shards'),
  publish,
  spublish: publishShard,
  'pubsub|channels': (call) => (call.argv.length > 3 ? tooMany(call) : channelsOf(call.server, 'channels', call.argv[2])),
  'pubsub|shardchannels': (call) => channelsOf(call.server, 'shards', call.argv[2]),
  'pubsub|numsub': (call) => numbers(call, 'channels'),
  'pubsub|shardnumsub': (call) => numbers(call, 'shards'),
  'pubsub|numpat': (call) => new Set([...call.server.clients.values()].flatMap((client) => [...client.patterns])).size,
  'pubsub|help': helpFor('pubsub'),
}
