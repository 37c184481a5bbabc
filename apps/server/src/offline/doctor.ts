// offline doctor: what this machine and the settings are like, and what to do about it.
import { Problem } from '@decnet/kernel'
import { readLocalSettings, type Settings } from '../settings.ts'
import { type Variable, variables } from '../variables.ts'
import { type Check, checks } from './checks.ts'
import type { Verb } from './verb.ts'

const marks = { ok: 'ok      ', warning: 'warning ', failed: 'FAILED  ' } as const

export const doctor: Verb = {
  name: 'doctor',
  async run(args) {
    console.log('Environment')
    for (const variable of variables) console.log(`  ${variable.name.padEnd(24)} ${shownValue(variable)}  (${variable.about})`)
    console.log('\nChecks')
    const results = await examine(args)
    for (const { name, state, detail } of results) console.log(`  ${marks[state]}${name.padEnd(16)} ${detail}`)
    return results.some(({ state }) => state === 'failed') ? 1 : 0
  },
}

async function examine(args: readonly string[]): Promise<Check[]> {
  let settings: Settings
  try {
    settings = readLocalSettings(args, process.env)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return [{ name: 'settings', state: 'failed', detail: error.message }]
  }
  const warnings = settings.warnings.map((detail): Check => ({ name: 'settings', state: 'warning', detail }))
  return [...warnings, ...(await Promise.all(checks.map((check) => check(settings))))]
}

function shownValue({ name, default: standard, secret }: Variable): string {
  const value = process.env[name]
  if (value === undefined || value === '') return `not set; default: ${standard}`
  return secret ? 'set' : value
}
