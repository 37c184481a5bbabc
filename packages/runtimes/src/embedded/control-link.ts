// The agent's end of a sensor's control socket: orders out, answers in.
import { connect, type Socket } from 'node:net'
import { jsonLineReader, type SensorAnswer, type SensorOrder, sensorAnswer } from '@decnet/kernel'

const MAX_LINE = 64 * 1024
/** What a sensor says of itself when it is reached. */
interface Greeting {
  readonly pid: number
  /** When it started, milliseconds since the epoch. */
  readonly since: number
}

/** A connection to a living sensor. */
export interface ControlLink {
  readonly greeting: Greeting
  send(order: SensorOrder): void
  /** Answers after the greeting; ends when the connection does. Iterate once. */
  readonly answers: AsyncIterable<SensorAnswer>
  /** Lets go; the sensor goes on. */
  close(): void
}

/** Connects to a sensor's control socket; null when nothing answers there as a sensor would, within `timeout` milliseconds. */
export async function reachSensor(path: string, timeout: number): Promise<ControlLink | null> {
  const socket = await connected(path, timeout)
  if (!socket) return null
  const answers = readAnswers(socket)
  const first = await answers.next()
  const greeting = first.done === true ? null : greetingOf(first.value)
  socket.setTimeout(0)
  if (!greeting) {
    socket.destroy()
    return null
  }
  return {
    greeting,
    answers,
    send: (order) => void socket.write(`${JSON.stringify(order)}\n`),
    close: () => socket.destroy(),
  }
}

function connected(path: string, timeout: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => resolve(socket))
    // Every later failure ends in 'close', which ends the answers.
    socket.on('error', () => resolve(null))
    socket.setTimeout(timeout, () => socket.destroy())
  })
}

async function* readAnswers(socket: Socket): AsyncGenerator<SensorAnswer> {
  const reader = jsonLineReader(sensorAnswer, MAX_LINE)
  try {
    for await (const bytes of socket) {
      for (const line of reader.feed(bytes)) yield line.ok ? line.value : { refused: `its answer is not understood: ${line.reason}` }
    }
  } catch {
    // A reset is an end like any other.
  }
}

function greetingOf(answer: SensorAnswer): Greeting | null {
  if (!('hello' in answer)) return null
  const { pid, incarnation } = answer.hello
  return { pid, since: Number(incarnation.split('-')[0]) }
}
