// The company that a decky's sign-in page belongs to: derived, so that no two pages are the same.
import type { Persona } from '../../persona.ts'

const STEMS =
  'Albrecht Brandt Calder Dornier Ellison Fairmont Granville Halden Ingram Jansen Kestrel Lindqvist Marlow Norvik Oakridge Pemberton Quayle Redfern Sorensen Thornbury Underhill Vasquez Westbrook Yarrow Zimmer Ashford Belmont Carrow Dunmore Everly'.split(
    ' ',
  )
const TRADES =
  'Logistics Systems Medical Partners Engineering Foods Insurance Textiles Instruments Energy Consulting Packaging Automation Shipping Pharma Components'.split(
    ' ',
  )
const FORMS = ['GmbH', 'Ltd', 'Inc.', 'AG', 'Group', 'BV', 'AB', 'S.A.']
const PORTALS = [
  'Employee Portal',
  'Staff Portal',
  'Service Desk',
  'Order Management',
  'Document Center',
  'Partner Portal',
  'Time Tracking',
  'Asset Manager',
]
const COLOURS = ['#1f4e79', '#2e5d3a', '#6b2d3c', '#3d3a6b', '#22577a', '#7a4a1f', '#37474f', '#00695c']

export interface Company {
  readonly name: string
  readonly portal: string
  readonly colour: string
  readonly since: number
  /** Like `4.2.17`. */
  readonly release: string
}

const pick = (values: readonly string[], byte: number | undefined): string => values[(byte ?? 0) % values.length] ?? ''

export function companyOf(host: Persona): Company {
  const chance = host.derive('http company', 10)
  return {
    name: `${pick(STEMS, chance[0])} ${pick(TRADES, chance[1])} ${pick(FORMS, chance[2])}`,
    portal: pick(PORTALS, chance[3]),
    colour: pick(COLOURS, chance[4]),
    since: 1961 + ((chance[5] ?? 0) % 50),
    release: `${1 + ((chance[6] ?? 0) % 6)}.${(chance[7] ?? 0) % 12}.${(chance[8] ?? 0) % 40}`,
  }
}
