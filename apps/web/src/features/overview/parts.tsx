// The panels of the overview.
import { useState } from 'react'
import type { Attacker, EventRow, Finding } from '../../lib/api.ts'
import { count } from '../../lib/format.ts'
import { rangeText, rangeTitle } from '../../lib/time.ts'
import { useZone } from '../../lib/prefs.ts'
import { useRange, useUrl } from '../../lib/url.ts'
import { Button } from '../../ui/button.tsx'
import { Chart } from '../../ui/chart.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Entity } from '../../ui/entity.tsx'
import { EventSentence } from '../../ui/event-parts.tsx'
import { FindingSentence } from '../../ui/finding-parts.tsx'
import { Answered, Bones, Panel } from '../../ui/panel.tsx'
import { DepthMeter } from '../../ui/shapes.tsx'
import { ViewSwitch } from '../../ui/tabs.tsx'
import { Time } from '../../ui/text.tsx'
import { type Counted, useLatestEvents, useLatestFindings, useTimeLine, useTopAttackers } from './queries.ts'

export function TimeLinePanel() {
  const range = useRange()
  const { set } = useUrl()
  const [zone] = useZone()
  const [counted, setCounted] = useState<Counted>('sessions')
  const answer = useTimeLine(range, counted)
  const choices = [
    { value: 'sessions', label: 'Sessions' },
    { value: 'events', label: 'Events' },
  ]
  return (
    <Panel
      title={counted === 'sessions' ? 'Sessions by service' : 'Events by service'}
      note={rangeTitle(range, zone)}
      actions={
        <ViewSwitch
          label="What the time line counts"
          value={counted}
          choices={choices}
          onChange={(value) => setCounted(value === 'events' ? 'events' : 'sessions')}
        />
      }
    >
      <Answered answer={answer} what="The time line" bones={<Bones lines={1} height={180} />}>
        {(data) =>
          data.total === 0 ? (
            <Empty title="Nothing in this time range">Each connection to a decky is a bar here, by the service that it spoke to.</Empty>
          ) : (
            <Chart data={data} unit={counted} height={170} onBrush={(from, to) => set({ t: rangeText(from, to) })} />
          )
        }
      </Answered>
    </Panel>
  )
}

export function TopAttackers() {
  const range = useRange()
  const { go } = useUrl()
  const answer = useTopAttackers(range)
  return (
    <Panel
      title="Attackers by depth"
      note="how far they got, not how loud"
      actions={
        <Button kind="plain" onClick={() => go('/attackers', { sort: 'depth' })}>
          All
        </Button>
      }
    >
      <Answered answer={answer} what="The attackers">
        {({ items }) => (items.length === 0 ? <p className="dn-faint">None in this time range.</p> : <AttackerLines items={items} />)}
      </Answered>
    </Panel>
  )
}

function AttackerLines({ items }: { items: readonly Attacker[] }) {
  return (
    <ul className="dn-lines">
      {items.map((attacker) => (
        <li key={attacker.uuid}>
          <Entity kind="address" value={attacker.ip} id={attacker.uuid} />
          <DepthMeter depth={attacker.depth} />
          <span className="dn-lines-end">
            <Time at={attacker.last_seen} />
          </span>
        </li>
      ))}
    </ul>
  )
}

/** Services by share of what was counted in the time range. */
export function TopServices() {
  const range = useRange()
  const answer = useTimeLine(range, 'events')
  return (
    <Panel title="Services" note="by events">
      <Answered answer={answer} what="The services">
        {({ series, total }) =>
          total === 0 ? (
            <p className="dn-faint">None in this time range.</p>
          ) : (
            <ul className="dn-bars">
              {series.map((one, index) => {
                const sum = one.counts.reduce((all, value) => all + value, 0)
                return (
                  <li key={one.name}>
                    {one.name ? <Entity kind="service" value={one.name} /> : <span className="dn-muted">the deckies themselves</span>}
                    <span className="dn-num">{count(sum)}</span>
                    <span className="dn-bar" aria-hidden>
                      <i data-series={(index % 8) + 1} style={{ width: `${(sum / total) * 100}%` }} />
                    </span>
                  </li>
                )
              })}
            </ul>
          )
        }
      </Answered>
    </Panel>
  )
}

export function Feed() {
  const findings = useLatestFindings()
  const events = useLatestEvents()
  const { go } = useUrl()
  return (
    <Panel
      title="Feed"
      note="findings first"
      actions={
        <Button kind="plain" onClick={() => go('/events')}>
          All events
        </Button>
      }
    >
      <Answered answer={findings} what="The findings">
        {({ items }) => (items.length === 0 ? null : <FindingLines items={items} />)}
      </Answered>
      <Answered answer={events} what="The events" bones={<Bones lines={8} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Nothing has happened yet">What attackers do appears here as it happens.</Empty>
          ) : (
            <EventLines items={items} />
          )
        }
      </Answered>
    </Panel>
  )
}

function FindingLines({ items }: { items: readonly Finding[] }) {
  return (
    <ul className="dn-feed dn-feed-findings" aria-label="Latest findings">
      {items.map((finding) => (
        <li key={finding.id}>
          <FindingSentence finding={finding} />
          <Time at={finding.time} />
        </li>
      ))}
    </ul>
  )
}

function EventLines({ items }: { items: readonly EventRow[] }) {
  const { set } = useUrl()
  return (
    <ul className="dn-feed" aria-label="Latest events">
      {items.map((event) => (
        <li key={event.id}>
          {event.peer_ip ? (
            <Entity kind="address" value={event.peer_ip} id={event.attacker_uuid} />
          ) : (
            <Entity kind="decky" value={event.decky} />
          )}
          <button type="button" className="dn-feed-open" onClick={() => set({ event: event.id })}>
            <EventSentence event={event} />
          </button>
          <Time at={event.time} />
        </li>
      ))}
    </ul>
  )
}
