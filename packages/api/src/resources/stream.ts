// The stream's door.
import type { resources } from '@decnet/contract'
import { type Handlers, taken } from '../handler.ts'
import { makeWish } from '../stream/wish.ts'

export const stream: Handlers<typeof resources.stream> = {
  async open({ query, principal, request, reply }, services) {
    const lastEventId = request.headers['last-event-id']
    await services.stream.serve(reply, {
      wish: makeWish(query),
      principal,
      lastEventId: typeof lastEventId === 'string' ? lastEventId : undefined,
    })
    return taken
  },
}
