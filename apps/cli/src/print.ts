// Printing: one list, three forms. Attacker-made text never reaches a terminal raw.
import { printable } from '@decnet/kernel'
import { type Command, InvalidArgumentError } from 'commander'
import Table from 'cli-table3'
import pc from 'picocolors'
import { stringify } from 'yaml'
import type { ListOptions } from './verb.ts'

/** A column of a table: its head, and the cell of a row. */
export interface Column<Row> {
  readonly head: string
  cell(row: Row): string | number | null | undefined
}

/** Adds `-o` and, for lists, `--limit`. */
export function listing(command: Command, options: { limit?: number } = {}): Command {
  command.option('-o, --output <form>', 'table, json or yaml', parseForm, 'table')
  if (options.limit) command.option('-n, --limit <rows>', 'how many rows', String(options.limit))
  return command
}

function parseForm(text: string): string {
  if (['table', 'json', 'yaml'].includes(text)) return text
  throw new InvalidArgumentError('table, json or yaml')
}

/** Text that a terminal cannot be steered by. */
export function safe(text: string): string {
  return printable(new TextEncoder().encode(text), 4096).replaceAll('\\\\', '\\')
}

/** Prints rows in the form asked for; an empty table says so. */
export function printList<Row>(rows: readonly Row[], columns: readonly Column<Row>[], options: ListOptions): void {
  console.log(whole(rows, options) ?? (rows.length === 0 ? pc.dim('nothing yet') : tableText(rows, columns)))
}

/** Prints one thing: as a two-column table, or whole. */
export function printOne(thing: Readonly<Record<string, unknown>>, options: ListOptions): void {
  console.log(whole(thing, options) ?? pairsText(thing))
}

function whole(value: unknown, options: ListOptions): string | null {
  if (options.output === 'json') return JSON.stringify(value, null, 2)
  return options.output === 'yaml' ? stringify(value).trimEnd() : null
}

function tableText<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const table = new Table({
    head: columns.map((column) => column.head),
    style: { head: process.stdout.isTTY ? ['bold'] : [], border: [], compact: true },
    chars: PLAIN,
  })
  for (const row of rows) table.push(columns.map((column) => safe(String(column.cell(row) ?? ''))))
  return table.toString()
}

function pairsText(thing: Readonly<Record<string, unknown>>): string {
  const width = Math.max(...Object.keys(thing).map((key) => key.length))
  return Object.entries(thing)
    .map(([key, value]) => `${pc.dim(key.padEnd(width))}  ${safe(typeof value === 'string' ? value : JSON.stringify(value))}`)
    .join('\n')
}

const PLAIN = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
  ].map((name) => [name, '']),
)
