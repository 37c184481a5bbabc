// What happened since this browser's user last looked, in sentences.
import { useState } from 'react'
import type { Overview } from '../../lib/api.ts'
import { count } from '../../lib/format.ts'
import { lastVisit, restartVisit } from '../../lib/prefs.ts'
import { useUrl } from '../../lib/url.ts'
import { Button } from '../../ui/button.tsx'
import { Answered, Bones } from '../../ui/panel.tsx'
import { Time } from '../../ui/text.tsx'
import { useSummary } from './queries.ts'

interface FigureProps {
  readonly value: number
  readonly one: string
  readonly many?: string
  /** What stands for it when there is none. */
  readonly zero?: string
  readonly to?: string
  readonly search?: Readonly<Record<string, string>>
}

/** A number with its noun, that leads to what it counts. */
function Figure({ value, one, many = `${one}s`, zero = `no ${many}`, to, search }: FigureProps) {
  const { go } = useUrl()
  if (value === 0) return <span>{zero}</span>
  const words = (
    <>
      <b>{count(value)}</b> {value === 1 ? one : many}
    </>
  )
  if (!to) return <span className="dn-figure">{words}</span>
  return (
    <button type="button" className="dn-figure dn-figure-link" onClick={() => go(to, search)}>
      {words}
    </button>
  )
}

function Sentences({ data, since }: { data: Overview; since: number }) {
  const t = `${new Date(since).toISOString()}..${new Date(Date.now() + 60_000).toISOString()}`
  const quiet = data.sessions === 0 && data.events === 0
  if (quiet) return <p className="dn-summary-text">Nothing has touched a decky. {data.lost === 0 ? 'Nothing was lost.' : null}</p>
  return (
    <p className="dn-summary-text">
      <Figure value={data.new_attackers} one="new attacker" zero="No new attackers" to="/attackers" search={{ t }} />,{' '}
      {count(data.active_attackers)} active in <Figure value={data.sessions} one="session" to="/sessions" search={{ t }} />.{' '}
      <Figure value={data.credentials_tried} one="credential" zero="No credentials" to="/credentials" search={{ t }} /> tried,{' '}
      <Figure
        value={data.credentials_accepted}
        one="accepted"
        many="accepted"
        zero="none accepted"
        to="/credentials"
        search={{ t, outcome: 'accepted' }}
      />
      . <Figure value={data.files} one="file" zero="No files" to="/artifacts" search={{ t }} /> captured.{' '}
      {data.lost === 0 ? 'Nothing was lost.' : <span className="dn-danger">{`${count(data.lost)} events were lost.`}</span>}
    </p>
  )
}

export function Summary() {
  const [{ since, first }, setVisit] = useState(() => lastVisit(Date.now()))
  const answer = useSummary(since)
  const restart = () => {
    const now = Date.now()
    restartVisit(now)
    setVisit({ since: now, first: false })
  }
  return (
    <section className="dn-summary" aria-label="Since your last visit">
      <p className="dn-muted">
        {first ? (
          'Your first visit from this browser: the last 24 hours'
        ) : (
          <>
            Since you last looked, <Time at={new Date(since).toISOString()} />
          </>
        )}
      </p>
      <Answered answer={answer} what="The summary" bones={<Bones lines={1} height={26} />}>
        {(data) => <Sentences data={data} since={since} />}
      </Answered>
      <Button kind="plain" onClick={restart}>
        Start again from now
      </Button>
    </section>
  )
}
