// The dependency lint: floors.json against what the sources really import. Fails as well when it saw fewer modules than there are.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const root = fileURLToPath(new URL('..', import.meta.url))
const floorsFile = z.object({
  floors: z.array(z.object({ floor: z.number(), rooms: z.record(z.string(), z.array(z.string())) })),
  shelves: z.array(z.string()),
})
const cruise = z.object({
  modules: z.array(
    z.object({ source: z.string(), dependencies: z.array(z.object({ resolved: z.string(), module: z.string(), circular: z.boolean() })) }),
  ),
})

const { floors, shelves } = floorsFile.parse(JSON.parse(readFileSync(join(root, 'floors.json'), 'utf8')))
const allowed = new Map(floors.flatMap(({ rooms }) => Object.entries(rooms)))
const sources = ['packages', 'apps'].flatMap((top) => readdirSync(join(root, top)).flatMap((room) => sourcesOf(join(top, room, 'src'))))

function sourcesOf(directory: string): string[] {
  return readdirSync(join(root, directory), { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) return sourcesOf(path)
    return /\.tsx?$/.test(entry.name) ? [path] : []
  })
}

/** `packages/store/src/page.ts` is in the room `store`, `apps/cli/src/main.ts` in `app-cli`. */
function roomOf(path: string): string | null {
  const match = /^(packages|apps)\/([^/]+)\/src\//.exec(path)
  return match ? (match[1] === 'apps' ? `app-${match[2]}` : (match[2] ?? null)) : null
}

function cruiseSources(): z.output<typeof cruise>['modules'] {
  const args = [
    join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
    '--config',
    'scripts/cruise.json',
    '--output-type',
    'json',
    'packages',
    'apps',
  ]
  const output = execFileSync(process.execPath, args, { cwd: root, maxBuffer: 1 << 28, encoding: 'utf8' })
  return cruise.parse(JSON.parse(output)).modules
}

/** Why `from` may not import `to`, or null. */
function offence(from: string, to: string, module: string): string | null {
  const room = roomOf(from)
  const target = roomOf(to)
  if (!room || !target) return null
  // A suite that loops over a shelf imports all of it.
  if (room === target) return from.endsWith('.test.ts') ? null : siblings(from, to)
  const may = allowed.get(room)
  if (!may) return `room ${room} stands on no floor`
  const entry = module.replace('@decnet/', '')
  if (from.endsWith('.test.ts') && entry === `${target}/testing`) return null
  if (may.includes('*')) return target.startsWith('app-') ? 'nothing imports an app' : null
  if (may.includes(target) || may.includes(entry)) return null
  return `${room} may not import ${entry}`
}

/** Things on one shelf stand beside each other: what they share is above the shelf, not in a neighbour. */
function siblings(from: string, to: string): string | null {
  for (const shelf of shelves) {
    const [one, two] = [itemOn(shelf, from), itemOn(shelf, to)]
    if (one && two && one !== two) return `${one} and ${two} are siblings on ${shelf}`
  }
  return null
}

/** The thing on the shelf that a file belongs to: a folder, or on a shelf of files the file itself. */
function itemOn(shelf: string, path: string): string | null {
  if (!path.startsWith(`${shelf}/`)) return null
  const rest = path.slice(shelf.length + 1)
  const parts = rest.split('/')
  const flat = !/\/(src|features)$/.test(shelf)
  if (parts.length === 1) return flat && !['catalogue.ts', 'index.ts'].includes(rest) ? rest.replace(/\.test\.ts$/, '.ts') : null
  return parts[0] === 'kit' || parts[0] === 'organisation' ? null : (parts[0] ?? null)
}

const modules = cruiseSources().filter((module) => roomOf(module.source))
const problems: string[] = []
const seen = new Set(modules.map((module) => module.source))
for (const source of sources) if (!seen.has(source)) problems.push(`${relative(root, join(root, source))} was not seen`)
for (const { source, dependencies } of modules) {
  for (const dependency of dependencies) {
    const reason = offence(source, dependency.resolved, dependency.module)
    if (reason) problems.push(`${source} -> ${dependency.resolved}: ${reason}`)
    if (dependency.circular) problems.push(`${source} -> ${dependency.resolved}: a circle`)
  }
}
for (const problem of problems) console.error(problem)
console.log(`floors: ${modules.length} modules seen of ${sources.length}, ${problems.length} problems`)
process.exitCode = problems.length > 0 || modules.length < sources.length ? 1 : 0
