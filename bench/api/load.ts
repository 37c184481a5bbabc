// The load, in a thread of its own so that it does not hold up the server: requests one after the other, or many at a time.
import { Agent, get } from 'node:http'
import { parentPort } from 'node:worker_threads'

/** What the thread is asked for: each path once in order (`concurrency` 1), or round and round for `seconds`. */
export interface Load {
  readonly url: string
  readonly token: string
  readonly paths: readonly string[]
  readonly concurrency: number
  /** Round and round for so long; once through when 0. */
  readonly seconds: number
}

export interface LoadResult {
  /** Milliseconds of each request. */
  readonly times: number[]
  readonly seconds: number
  readonly bytes: number
  /** What the load itself cost. */
  readonly cpu_ms: number
  /** Statuses other than 200, with how often. */
  readonly failures: Record<string, number>
}

async function run(load: Load): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.concurrency })
  const times: number[] = []
  const failures: Record<string, number> = {}
  let bytes = 0
  let next = 0
  const started = performance.now()
  const cpu = process.threadCpuUsage()
  const over = () => (load.seconds === 0 ? next >= load.paths.length : performance.now() - started >= load.seconds * 1000)
  const one = async () => {
    while (!over()) {
      const path = load.paths[next++ % load.paths.length] ?? ''
      const began = performance.now()
      const { status, size } = await ask(load, agent, path)
      times.push(performance.now() - began)
      bytes += size
      if (status !== 200) failures[status] = (failures[status] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: load.concurrency }, one))
  agent.destroy()
  const { user, system } = process.threadCpuUsage(cpu)
  return { times, seconds: (performance.now() - started) / 1000, bytes, failures, cpu_ms: (user + system) / 1000 }
}

function ask(load: Load, agent: Agent, path: string): Promise<{ status: number; size: number }> {
  return new Promise((resolve, reject) => {
    const request = get(`${load.url}/api/v1${path}`, { agent, headers: { authorization: `Bearer ${load.token}` } }, (response) => {
      let size = 0
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, size }))
      response.on('error', reject)
    })
    request.on('error', reject)
  })
}

parentPort?.on('message', (load: Load) => {
  run(load).then(
    (result) => parentPort?.postMessage({ result }),
    (error: unknown) => parentPort?.postMessage({ error: String(error) }),
  )
})
