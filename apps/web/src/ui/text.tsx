// Text that we did not write, times, and secrets: each shown in one way everywhere.
import { useState } from 'react'
import { defangUrls, visible } from '../lib/format.ts'
import { useNow } from '../lib/now.ts'
import { useZone } from '../lib/prefs.ts'
import { absolute, ago, clockTime } from '../lib/time.ts'

const FOLD = 400

interface ForeignProps {
  readonly text: string
  /** One line, cut where the column ends. */
  readonly line?: boolean
}

/** Attacker-made text: control and direction characters visible, isolated from what is around it, URLs defanged, long values folded. */
export function Foreign({ text, line = false }: ForeignProps) {
  const [open, setOpen] = useState(false)
  const safe = defangUrls(visible(text))
  if (line) {
    const short = safe.length > FOLD ? `${safe.slice(0, FOLD)}…` : safe
    return (
      <bdi className="dn-foreign" dir="ltr" data-line title={safe.length > 40 ? short : undefined}>
        {short}
      </bdi>
    )
  }
  const folded = safe.length > FOLD && !open
  return (
    <span className="dn-foreign-block">
      <bdi className="dn-foreign" dir="ltr">
        {folded ? `${safe.slice(0, FOLD)}…` : safe}
      </bdi>
      {safe.length > FOLD ? (
        <button type="button" className="dn-link" onClick={() => setOpen(!open)}>
          {open ? 'Show less' : `Show all ${safe.length.toLocaleString('en-US')} characters`}
        </button>
      ) : null}
    </span>
  )
}

/** Data that is code, but ours: a command to try, an id. */
export function Code({ children }: { children: string }) {
  return <code className="dn-code">{children}</code>
}

interface TimeProps {
  /** As the API gives it. */
  readonly at: string | null
  readonly as?: 'ago' | 'clock'
}

/** An instant: how long ago, or the time of day; the whole of it on hover. */
export function Time({ at, as = 'ago' }: TimeProps) {
  const now = useNow()
  const [zone] = useZone()
  if (at === null) return <span className="dn-faint">never</span>
  const ms = Date.parse(at)
  return (
    <time dateTime={at} title={absolute(ms, zone)} className="dn-time">
      {as === 'ago' ? ago(ms, now) : clockTime(ms, now, zone)}
    </time>
  )
}

/** A secret that is not shown. */
export function Dots() {
  return (
    <span className="dn-dots" role="img" aria-label="hidden secret">
      ••••••••
    </span>
  )
}
