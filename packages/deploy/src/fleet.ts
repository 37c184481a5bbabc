// Reads a fleet file: YAML to checked entries, where everything that is wrong names its line and its field.
import { type FieldError, Problem } from '@decnet/kernel'
import { type Document, isCollection, isMap, isNode, LineCounter, type ParsedNode, parseDocument, visit } from 'yaml'
import type { z } from 'zod'
import { type FleetEntry, fleetEntry, fleetFile } from './fleet-schema.ts'

/** Where in a file or a request something stands: keys and indexes from the root. */
export type FieldPath = readonly (string | number)[]

/** A rule broken at a place. */
export interface Fault {
  readonly path: FieldPath
  readonly message: string
}

/** Turns places into errors that a person finds again. */
export interface Source {
  /** The line (from 1) on which the thing at `path` stands, or null where there are no lines. */
  lineOf(path: FieldPath): number | null
}

/** A fleet file, read. */
export interface Fleet {
  readonly name: string
  readonly runtime: 'embedded'
  readonly deckies: readonly FleetEntry[]
  readonly source: Source
}

const MAX_CHARACTERS = 1_000_000
const MAX_ALIASES = 100

/** Reads `text`. Throws Problem `fleet.invalid` with every fault that the schema finds; never anything else. */
export function parseFleet(text: string): Fleet {
  if (text.length > MAX_CHARACTERS) throw new Problem('fleet.invalid', `A fleet file holds at most ${MAX_CHARACTERS} characters`)
  const lines = new LineCounter()
  const { value, root } = readYaml(text, lines)
  const source: Source = { lineOf: (path) => lineOf(root, path, lines) }
  const result = fleetFile.safeParse(value)
  if (!result.success) throw faultsProblem(faultsOf(result.error), source)
  return { ...result.data, source }
}

/** Reads one decky as the API takes it. Throws Problem `fleet.invalid`. */
export function parseEntry(input: unknown): FleetEntry {
  const result = fleetEntry.safeParse(input)
  if (!result.success) throw faultsProblem(faultsOf(result.error), noLines)
  return result.data
}

/** The source of what did not come from a file. */
export const noLines: Source = { lineOf: () => null }

/** A Problem `fleet.invalid` that lists `faults`, of which there is at least one. */
export function faultsProblem(faults: readonly Fault[], source: Source): Problem {
  const fields: FieldError[] = faults
    .map(({ path, message }) => ({ path, message, line: source.lineOf(path) }))
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
    .slice(0, 50)
    .map(({ path, message, line }) => ({ path: pointer(path), message: line === null ? message : `line ${line}: ${message}` }))
  const [first] = fields
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : ''
  return new Problem('fleet.invalid', `${first ? `${first.path || '/'}: ${first.message}` : 'The fleet breaks a rule'}${more}`, { fields })
}

/** A JSON pointer (RFC 6901) of a path. */
function pointer(path: FieldPath): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function faultsOf(error: z.ZodError): Fault[] {
  return error.issues.flatMap((issue): Fault[] => {
    const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }]
    const [first, ...others] = issue.keys
    return [
      { path: [...path, first ?? ''], message: issue.message },
      ...others.map((key) => ({ path: [...path, key], message: `unknown key ${JSON.stringify(key)}` })),
    ]
  })
}

function readYaml(text: string, lines: LineCounter): { value: unknown; root: ParsedNode | null } {
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, schema: 'core', logLevel: 'error' })
    const [error] = document.errors
    if (error) throw new Problem('fleet.invalid', `line ${lines.linePos(error.pos[0]).line}: ${error.message}`)
    refuseCollectionKeys(document, lines)
    if (document.contents === null) throw new Problem('fleet.invalid', 'The fleet file is empty')
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }), root: document.contents }
  } catch (error) {
    if (error instanceof Problem) throw error
    // The library refuses too many aliases, and runs out of stack on absurd nesting.
    throw new Problem('fleet.invalid', `The fleet file cannot be read: ${error instanceof Error ? error.message : 'not YAML'}`, {
      cause: error,
    })
  }
}

/** YAML takes a map for a key and writes it out as text, doubled with every map around it: a line of those would fill the memory. */
function refuseCollectionKeys(document: Document.Parsed, lines: LineCounter): void {
  visit(document, {
    Pair: (_, { key }) => {
      if (!isCollection(key)) return
      throw new Problem('fleet.invalid', `line ${lines.linePos(key.range?.[0] ?? 0).line}: a key must be a plain text`)
    },
  })
}

function lineOf(root: ParsedNode | null, path: FieldPath, lines: LineCounter): number {
  let node: unknown = root
  let offset = root?.range[0] ?? 0
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isNode(key) && String(key.toJSON()) === String(part))
      if (!pair) break
      if (isNode(pair.key) && pair.key.range) offset = pair.key.range[0]
      node = pair.value
    } else {
      const item: unknown = isNode(node) && 'items' in node && typeof part === 'number' ? node.items[part] : undefined
      if (!isNode(item)) break
      if (item.range) offset = item.range[0]
      node = item
    }
  }
  return lines.linePos(offset).line || 1
}
