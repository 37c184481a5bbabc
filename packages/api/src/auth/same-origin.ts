// Changes asked for with a cookie must come from our own pages: a cookie is sent by the browser, not by a decision.
import { Problem } from '@decnet/kernel'

/** What a browser says of where a request comes from. */
export interface OriginMarks {
  readonly site: string | undefined
  readonly origin: string | undefined
  /** The Host that was asked for. */
  readonly host: string | undefined
}

/** Throws `auth.forbidden` unless the request was made by a page of this origin (Fetch Metadata first, Origin for older browsers). */
export function requireSameOrigin(marks: OriginMarks): void {
  if (marks.site !== undefined ? marks.site === 'same-origin' || marks.site === 'none' : isSameHost(marks)) return
  throw new Problem('auth.forbidden', 'A change with a cookie must come from the dashboard itself; scripts send a bearer token')
}

/** True when a page of another origin asks, as far as the browser says so. */
export function isCrossSite(marks: OriginMarks): boolean {
  if (marks.site !== undefined) return marks.site === 'cross-site' || marks.site === 'same-site'
  return marks.origin !== undefined && !isSameHost(marks)
}

function isSameHost({ origin, host }: OriginMarks): boolean {
  if (origin === undefined || host === undefined || !URL.canParse(origin)) return false
  return new URL(origin).host === host.toLowerCase()
}
