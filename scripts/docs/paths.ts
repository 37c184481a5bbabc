// The paths that the overview of CONTRIBUTING.md names: a newcomer opens them first, so they must be there.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** A table row's cells of code: `packages/x`, or `src/y.ts` within the packages that the row's first cell names. */
const CODE = /`([^`]+)`/g

const codeIn = (cell: string | undefined) => [...(cell ?? '').matchAll(CODE)].map((match) => match[1] ?? '')

/** The paths, from the root, that the overview table of `markdown` names. */
export function overviewPaths(markdown: string): string[] {
  const section = markdown.split(/^## /m).find((part) => part.startsWith('Overview')) ?? ''
  const rows = section.split('\n').filter((line) => /^\| ?`/.test(line))
  return rows.flatMap((row) => {
    const [, places, what, first] = row.split('|')
    const roots = codeIn(places)
    // Of the tests, the middle cell names the directories.
    const within = codeIn(first).length > 0 ? codeIn(first) : codeIn(what).filter(() => roots.includes('tests/'))
    return [...roots, ...roots.flatMap((root) => within.map((path) => join(root, path)))]
  })
}

/** Those that do not exist. Throws when the table is not found: then nothing would be checked. */
export function missingPaths(root: string, markdown: string): string[] {
  const paths = overviewPaths(markdown)
  if (paths.length === 0) throw new Error('CONTRIBUTING.md has no overview table')
  return paths.filter((path) => !existsSync(join(root, path)))
}
