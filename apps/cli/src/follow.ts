// Follows an operation until it ends: a line per step as it changes.
import { type Client, type operation, resources } from '@decnet/contract'
import { Problem, systemClock } from '@decnet/kernel'
import pc from 'picocolors'
import type { z } from 'zod'
import { safe } from './print.ts'

/** Prints each step once per state; resolves when the operation is done, throws a Problem when it failed. */
export async function follow(client: Client, started: z.output<typeof operation>): Promise<void> {
  const seen = new Set<string>()
  for (let current = started; ; current = await client.call(resources.operations.show, { params: { id: started.id } })) {
    for (const step of current.steps) {
      const key = `${step.name} ${step.state}`
      if (seen.has(key) || step.state === 'queued') continue
      seen.add(key)
      const mark = step.state === 'done' ? pc.green('done') : step.state === 'failed' ? pc.red('failed') : pc.dim('running')
      console.log(`${mark.padEnd(8)} ${safe(step.name)}${step.detail ? pc.dim(`  ${safe(step.detail)}`) : ''}`)
    }
    if (current.state === 'done') return
    if (current.state === 'failed') throw new Problem('internal', current.error ?? 'The operation failed')
    await systemClock.sleep(250)
  }
}
