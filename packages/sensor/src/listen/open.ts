// Opens a listener of any transport.
import type { Listener, ListenParts } from './listener.ts'
import { listenTcp } from './tcp.ts'
import { listenTls } from './tls.ts'
import { listenUdp } from './udp.ts'

const openers = { tcp: listenTcp, tls: listenTls, udp: listenUdp } as const

/** Opens it; rejects with the system's error. */
export function openListener(transport: keyof typeof openers, parts: ListenParts): Promise<Listener> {
  return openers[transport](parts)
}
