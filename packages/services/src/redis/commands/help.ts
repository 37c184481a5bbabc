// The HELP subcommands.
import type { Handler } from '../call.ts'
import { helpText } from '../data/help.ts'
import { status } from '../reply.ts'

const blocks = new Map<string, readonly string[]>(
  helpText
    .trim()
    .split(/^@/m)
    .slice(1)
    .map((block) => {
      const [name = '', ...lines] = block.replace(/\n$/, '').split('\n')
      return [name, lines] as const
    }),
)

/** Answers `NAME HELP`. */
export function helpFor(name: string): Handler {
  return () => {
    const first = `${name.toUpperCase()} <subcommand> [<arg> [value] [opt] ...]. Subcommands are:`
    return [first, ...(blocks.get(name) ?? []), 'HELP', '    Prints this help.'].map(status)
  }
}
