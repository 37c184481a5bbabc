// What handlers say when there is no such thing.
import { Problem } from '@decnet/kernel'

/** Throws `not_found`; stands where a row is wanted: `row ?? missing('event')`. */
export function missing(what: string): never {
  throw new Problem('not_found', `There is no such ${what}`)
}
