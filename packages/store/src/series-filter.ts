// Filters on decky, service, kind and source, turned into the series that match them.
import type { Db } from './tables/catalogue.ts'

/** Lists as the API takes them: any of the plain names, and none of those after a `!`. A decky is named by its name or its id. */
export interface SeriesFilter {
  readonly decky?: readonly string[] | undefined
  readonly service?: readonly string[] | undefined
  readonly kind?: readonly string[] | undefined
  /** `live`, or `import:NAME`. */
  readonly source?: string | undefined
}

/** A series that matched. */
export interface ChosenSeries {
  readonly id: number
  readonly event_count: number
}

/** A list taken apart: wanted and excluded. */
export function splitChoice(list: readonly string[] | undefined): { any: string[]; none: string[] } {
  const any: string[] = []
  const none: string[] = []
  for (const entry of list ?? []) {
    if (entry.startsWith('!')) none.push(entry.slice(1))
    else any.push(entry)
  }
  return { any, none }
}

/** The series that match, or null when the filter names none of them and so everything matches. */
export async function chooseSeries(db: Db, filter: SeriesFilter): Promise<ChosenSeries[] | null> {
  const decky = splitChoice(filter.decky)
  const service = splitChoice(filter.service)
  const kind = splitChoice(filter.kind)
  const parts = [decky, service, kind]
  const open = parts.every((part) => part.any.length === 0 && part.none.length === 0)
  if (open && filter.source === undefined) return null
  let query = db.selectFrom('series').select(['id', 'event_count'])
  if (filter.source !== undefined) query = query.where('source', '=', filter.source)
  if (decky.any.length > 0) query = query.where((eb) => eb.or([eb('decky', 'in', decky.any), eb('decky_id', 'in', decky.any)]))
  if (decky.none.length > 0) query = query.where('decky', 'not in', decky.none).where('decky_id', 'not in', decky.none)
  if (service.any.length > 0) query = query.where('service', 'in', service.any)
  if (service.none.length > 0) query = query.where((eb) => eb.or([eb('service', 'is', null), eb('service', 'not in', service.none)]))
  if (kind.any.length > 0) query = query.where((eb) => eb(eb.ref('kind').$castTo<string>(), 'in', kind.any))
  if (kind.none.length > 0) query = query.where((eb) => eb(eb.ref('kind').$castTo<string>(), 'not in', kind.none))
  return await query.execute()
}
