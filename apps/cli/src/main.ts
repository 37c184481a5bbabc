// decnet: reads the command line, runs one verb, and turns a Problem into a message and an exit code.
import { type ErrorCode, Problem } from '@decnet/kernel'
import { Command, CommanderError } from 'commander'
import { commands } from './catalogue.ts'
import { readSession } from './session.ts'

/** 0 done, 1 failed, 2 usage, 3 not authorised, 4 not found, 5 conflict. */
const EXIT: Partial<Record<ErrorCode, number>> = {
  'auth.required': 3,
  'auth.failed': 3,
  'auth.forbidden': 3,
  not_found: 4,
  conflict: 5,
  'request.invalid': 2,
  'request.malformed': 2,
  'query.invalid': 2,
  'config.invalid': 2,
  'fleet.invalid': 2,
}

async function main(): Promise<number> {
  const program = new Command('decnet')
    .description('Deception platform: believable decoys, durable evidence')
    .exitOverride()
    .showHelpAfterError()
  for (const command of commands) command.register(program, readSession)
  try {
    await program.parseAsync()
    return process.exitCode ? Number(process.exitCode) : 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (!(error instanceof Problem)) throw error
    console.error(`decnet: ${error.message}`)
    for (const field of error.fields) console.error(`  ${field.path}: ${field.message}`)
    return EXIT[error.code] ?? 1
  }
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
process.exitCode = await main()
