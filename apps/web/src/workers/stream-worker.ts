// The worker that holds the stream for all tabs of this browser.
import { StreamHub, type StreamWish } from '../lib/stream.ts'

const hub = new StreamHub()
const scope = globalThis as unknown as { onconnect: ((event: MessageEvent) => void) | null }

scope.onconnect = (event) => {
  const port = event.ports[0]
  if (!port) return
  const leave = hub.listen((news) => port.postMessage(news))
  port.onmessage = (message: MessageEvent<StreamWish>) => {
    if (message.data.wish === 'start') hub.start()
    else leave()
  }
}
