// The filter of the event log: its text form, its terms, and the query they make.
import { eventKindNames } from '@decnet/kernel'

export const filterFields = ['attacker', 'cidr', 'decky', 'kind', 'service', 'session', 'source'] as const
export type FilterField = (typeof filterFields)[number]
const MANY: ReadonlySet<FilterField> = new Set(['attacker', 'decky', 'kind', 'service'])

/** One chip: a field with a value, included or excluded. */
export interface Term {
  readonly field: FilterField
  readonly value: string
  readonly exclude: boolean
}

export interface Filter {
  readonly terms: readonly Term[]
  /** A substring of command, path, user agent or query. */
  readonly text: string
}

export const noFilter: Filter = { terms: [], text: '' }

function isField(name: string): name is FilterField {
  return (filterFields as readonly string[]).includes(name)
}

/** Splits at spaces outside double quotes; a backslash inside quotes keeps the next character. */
function words(text: string): string[] {
  return text.match(/(?:[^\s"]|"(?:[^"\\]|\\.)*"?)+/g) ?? []
}

function unquote(text: string): string {
  if (!text.startsWith('"')) return text
  const inner = text.endsWith('"') && text.length > 1 ? text.slice(1, -1) : text.slice(1)
  return inner.replace(/\\(.)/g, '$1')
}

function quote(text: string): string {
  return /[\s"\\,]|^-|^[a-z]+:/.test(text) || text === '' ? `"${text.replace(/["\\]/g, '\\$&')}"` : text
}

/** Reads `service:redis -decky:web-01 kind:command.ran,file.captured "config set"`. What is no field is text. */
export function parseFilter(input: string): Filter {
  const terms: Term[] = []
  const free: string[] = []
  for (const word of words(input)) {
    const match = /^(-?)([a-z]+):(.+)$/s.exec(word)
    const field = match?.[2] ?? ''
    if (!match || !isField(field)) {
      free.push(unquote(word))
      continue
    }
    const raw = match[3] ?? ''
    for (const value of raw.startsWith('"') ? [unquote(raw)] : raw.split(',')) {
      if (value) terms.push({ field, value, exclude: match[1] === '-' && MANY.has(field) })
    }
  }
  return { terms: terms.filter((term, index) => terms.findIndex((other) => sameTerm(term, other)) === index), text: free.join(' ') }
}

/** The text form; {@link parseFilter} of it gives the same filter. */
export function filterText(filter: Filter): string {
  const parts = filter.terms.map((term) => `${term.exclude ? '-' : ''}${term.field}:${quote(term.value)}`)
  if (filter.text) parts.push(quote(filter.text))
  return parts.join(' ')
}

function sameTerm(a: Term, b: Term): boolean {
  return a.field === b.field && a.value === b.value && a.exclude === b.exclude
}

/** The filter with a term in it; the same value the other way round goes, as does the old value of a field that takes one. */
export function withTerm(filter: Filter, term: Term): Filter {
  const rest = filter.terms.filter((other) => other.field !== term.field || (MANY.has(term.field) && other.value !== term.value))
  return { ...filter, terms: [...rest, { ...term, exclude: term.exclude && MANY.has(term.field) }] }
}

export function withoutTerm(filter: Filter, term: Term): Filter {
  return { ...filter, terms: filter.terms.filter((other) => !sameTerm(other, term)) }
}

/** True when a field's values may be excluded. */
export function canExclude(field: FilterField): boolean {
  return MANY.has(field)
}

type FilterQuery = Partial<Record<FilterField | 'text', string>>

/** The query parameters that the filter asks the server with: lists joined by commas, `!` in front of what is left out. */
export function filterQuery(filter: Filter): FilterQuery {
  const query: FilterQuery = {}
  for (const field of filterFields) {
    const values = filter.terms.filter((term) => term.field === field).map((term) => (term.exclude ? `!${term.value}` : term.value))
    if (values.length > 0) query[field] = values.join(',')
  }
  if (filter.text) query.text = filter.text
  return query
}

/** The part of the filter that the histogram knows; `partial` tells that the rest was left out. */
export function histogramQuery(filter: Filter): { query: FilterQuery; partial: boolean } {
  const { decky, service, kind, ...rest } = filterQuery(filter)
  const query: FilterQuery = { ...(decky ? { decky } : {}), ...(service ? { service } : {}), ...(kind ? { kind } : {}) }
  return { query, partial: Object.keys(rest).length > 0 }
}

/** Why a filter cannot be asked, or null. */
export function filterProblem(filter: Filter): string | null {
  const kinds: readonly string[] = eventKindNames
  const wrong = filter.terms.find((term) => term.field === 'kind' && !kinds.includes(term.value))
  return wrong ? `There is no event kind “${wrong.value}”` : null
}
