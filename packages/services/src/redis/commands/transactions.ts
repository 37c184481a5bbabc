// MULTI, EXEC, WATCH.
import type { Call, Handlers } from '../call.ts'
import { endTransaction } from '../client.ts'
import { error, NULL_ARRAY, OK, type Reply } from '../reply.ts'

async function runAll(call: Call, queue: readonly (readonly string[])[]): Promise<Reply> {
  const out: Reply[] = []
  for (const argv of queue) {
    const given = call.perform(argv, false)
    const reply = given instanceof Promise ? await given : given
    out.push(reply)
  }
  return out
}

function exec(call: Call): Reply | Promise<Reply> {
  const { client, server } = call
  const { transaction, dirty } = client
  if (!transaction) return error('ERR EXEC without MULTI')
  endTransaction(client)
  server.unwatch(client)
  if (transaction.failed) return error('EXECABORT Transaction discarded because of previous errors.')
  return dirty ? NULL_ARRAY : runAll(call, transaction.queue)
}

export const transactions: Handlers = {
  multi: ({ client }) => {
    if (client.transaction) return error('ERR MULTI calls can not be nested')
    client.transaction = { queue: [], failed: false, size: 0 }
    return OK
  },
  exec,
  discard: ({ client, server }) => {
    if (!client.transaction) return error('ERR DISCARD without MULTI')
    endTransaction(client)
    server.unwatch(client)
    return OK
  },
  watch: ({ client, server, argv }) => {
    if (client.transaction) return error('ERR WATCH inside MULTI is not allowed')
    for (const key of argv.slice(1)) if (client.watched.size < 10_000) server.watch(client, key)
    return OK
  },
  unwatch: ({ client, server }) => {
    server.unwatch(client)
    return OK
  },
}
