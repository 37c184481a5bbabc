// Small makers of requests and rows for the probe grammars.
import type { Probe } from '../oracle.ts'
import { mask } from './sides.ts'

/** A request: its line, its headers without line ends, its body. */
export function request(line: string, headers: readonly string[] = ['Host: h'], body = ''): string {
  return `${[line, ...headers].join('\r\n')}\r\n\r\n${body}`
}

/** A GET of that path with more headers. */
export const get = (path: string, ...headers: readonly string[]): string => request(`GET ${path} HTTP/1.1`, ['Host: h', ...headers])

/** Rows of one family: name -> what is sent. Names that end in ` *` hold drawn values. */
export function rows(family: string, sent: Readonly<Record<string, string | readonly string[]>>, quiet?: number): Probe[] {
  return Object.entries(sent).map(
    ([name, steps]): Probe => ({
      family,
      name: `${family}: ${name}`,
      drawn: name.endsWith(' *'),
      steps: (typeof steps === 'string' ? [steps] : steps).map((step) => Buffer.from(step, 'latin1')),
      mask,
      ...(quiet === undefined ? {} : { quiet }),
    }),
  )
}

/** {@link each} with drawn values in what is made: the names say so. */
export function eachDrawn(label: string, values: readonly string[], make: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(each(label, values, make)).map(([name, sent]) => [`${name} *`, sent]))
}

/** The same shape for each of several values: `name value` -> what is made of it. */
export function each(label: string, values: readonly string[], make: (value: string) => string): Record<string, string> {
  return Object.fromEntries(values.map((value) => [`${label} ${JSON.stringify(value).slice(1, -1).slice(0, 47)}`, make(value)]))
}
