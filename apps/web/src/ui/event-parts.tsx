// An event in one line, and an event in full.
import { eventKinds } from '@decnet/kernel'
import type { EventRow } from '../lib/api.ts'
import { eventLine } from '../lib/event-line.ts'
import { Entity } from './entity.tsx'
import { type Detail, Details, Facts, Raw } from './facts.tsx'
import { MarkShape, Pill } from './shapes.tsx'
import { Foreign, Time } from './text.tsx'

/** What happened, in one line: mark, verb, the attacker's own text, a note. */
export function EventSentence({ event, times = 1 }: { event: Pick<EventRow, 'kind' | 'facts'>; times?: number }) {
  const line = eventLine(event)
  return (
    <span className="dn-sentence">
      <MarkShape mark={line.mark} />
      <span className="dn-sentence-verb">{line.verb}</span>
      {line.code ? <Foreign text={line.code} line /> : null}
      {times > 1 ? <span className="dn-times">{`×${times}`}</span> : null}
      {line.note ? <span className="dn-sentence-note">{line.note}</span> : null}
    </span>
  )
}

function where(event: EventRow): Detail[] {
  const items: Detail[] = [
    { name: 'Time', value: <Time at={event.time} as="clock" /> },
    { name: 'Decky', value: <Entity kind="decky" value={event.decky} /> },
  ]
  if (event.peer_ip) items.splice(1, 0, { name: 'From', value: <Entity kind="address" value={event.peer_ip} id={event.attacker_uuid} /> })
  if (event.service) items.push({ name: 'Service', value: <Entity kind="service" value={event.service} /> })
  if (event.local_port !== null) items.push({ name: 'Port', value: `${event.peer_port ?? '?'} to ${event.local_port}` })
  if (event.session) items.push({ name: 'Session', value: <Entity kind="session" value={event.session} /> })
  items.push({ name: 'Received', value: <Time at={event.received} as="clock" /> })
  if (event.source !== 'live') items.push({ name: 'Source', value: event.source })
  items.push({ name: 'Number', value: String(event.seq) })
  return items
}

/** Everything about one event. */
export function EventDetails({ event }: { event: EventRow }) {
  const kind = eventKinds[event.kind]
  return (
    <div className="dn-stack">
      <p className="dn-drawer-lead">
        <EventSentence event={event} />
      </p>
      <div className="dn-row-flow">
        <Entity kind="kind" value={event.kind} />
        {event.clamped ? <Pill tone="warn">Time was corrected</Pill> : null}
        {event.origin === 'server' ? <Pill>Said by the server</Pill> : null}
      </div>
      <Details items={where(event)} />
      <h3 className="dn-section">Facts</h3>
      {kind ? <p className="dn-faint">{kind.title}.</p> : null}
      <Facts facts={event.facts} />
      <details className="dn-fold">
        <summary>Raw</summary>
        <Raw value={event} label="Event" />
      </details>
    </div>
  )
}
