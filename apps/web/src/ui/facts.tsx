// The facts of an event, and other name-and-value lists: everything in them is shown as text.
import { IconCopy } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { bytes } from '../lib/format.ts'
import { duration } from '../lib/time.ts'
import { IconButton } from './button.tsx'
import { Entity } from './entity.tsx'
import { copyText } from './entity-menu.tsx'
import { ScrollRegion } from './scroll-region.tsx'
import { Dots, Foreign } from './text.tsx'

export interface Detail {
  readonly name: string
  readonly value: ReactNode
}

/** Names and values under each other. */
export function Details({ items }: { items: readonly Detail[] }) {
  return (
    <dl className="dn-details">
      {items.map((item) => (
        <div key={item.name}>
          <dt>{item.name}</dt>
          <dd>{item.value}</dd>
        </div>
      ))}
    </dl>
  )
}

function isPairs(value: unknown): value is readonly (readonly [string, string])[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one) => Array.isArray(one) && one.length === 2 && one.every((part) => typeof part === 'string'))
  )
}

function Value({ name, value }: { name: string; value: unknown }) {
  if (name === 'secret' || name === 'secret_b64') return <Dots />
  if (typeof value === 'number') {
    if (name.endsWith('_ms')) return <span>{duration(value)}</span>
    if (name.startsWith('bytes_') || name.endsWith('size')) return <span title={String(value)}>{bytes(value)}</span>
    return <span>{value}</span>
  }
  if (typeof value === 'boolean') return <span>{value ? 'yes' : 'no'}</span>
  if (typeof value === 'string') return name === 'sha256' ? <Entity kind="file" value={value} /> : <Foreign text={value} />
  if (isPairs(value)) return <Pairs pairs={value} />
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return <Words words={value} />
  return <Foreign text={JSON.stringify(value, null, 1)} />
}

/** Rows that may be equal, each with a key of its own. */
function keyed<Row>(rows: readonly Row[]): { key: string; row: Row }[] {
  return rows.map((row, at) => ({ key: String(at), row }))
}

function Pairs({ pairs }: { pairs: readonly (readonly [string, string])[] }) {
  return (
    <table className="dn-pairs">
      <tbody>
        {keyed(pairs).map(({ key, row: [name, value] }) => (
          <tr key={key}>
            <th scope="row">
              <Foreign text={name} line />
            </th>
            <td>
              <Foreign text={value} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Words({ words }: { words: readonly string[] }) {
  return (
    <ol className="dn-words">
      {keyed(words).map(({ key, row }) => (
        <li key={key}>
          <Foreign text={row} />
        </li>
      ))}
    </ol>
  )
}

/** Facts by name. Bytes in base64 that stand beside their printable form stay out of sight; the raw form has them. */
export function Facts({ facts }: { facts: Readonly<Record<string, unknown>> }) {
  const names = Object.keys(facts).filter((name) => !(name.endsWith('_b64') && name !== 'secret_b64') && name !== 'secret_b64')
  return <Details items={names.map((name) => ({ name: name.replaceAll('_', ' '), value: <Value name={name} value={facts[name]} /> }))} />
}

/** Anything as the JSON that it is, to read and to copy. */
export function Raw({ value, label }: { value: unknown; label: string }) {
  const text = JSON.stringify(value, null, 2)
  return (
    <div className="dn-raw">
      <IconButton icon={IconCopy} label={`Copy ${label} as JSON`} onClick={() => copyText(text, label)} small />
      <ScrollRegion className="dn-raw-text" label={`${label} as JSON`}>
        {keyed(text.split('\n')).map(({ key, row }) => (
          <div key={key}>
            <Foreign text={row.replace(/^ +/, (indent) => indent.replaceAll(' ', '\u00a0'))} line />
          </div>
        ))}
      </ScrollRegion>
    </div>
  )
}
