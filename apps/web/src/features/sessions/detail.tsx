// One session: its head, and everything in it in order.
import { useParams } from '@tanstack/react-router'
import type { EventRow, Session } from '../../lib/api.ts'
import { bytes, counted, tailId } from '../../lib/format.ts'
import { duration } from '../../lib/time.ts'
import { useUrl } from '../../lib/url.ts'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Entity } from '../../ui/entity.tsx'
import { EventSentence } from '../../ui/event-parts.tsx'
import { Page } from '../../ui/page.tsx'
import { Answered, Bones, Failure, Panel } from '../../ui/panel.tsx'
import { contentsOf, SessionLength } from '../../ui/session-parts.tsx'
import { Time } from '../../ui/text.tsx'
import { useSession, useSessionEvents } from './queries.ts'

function Head({ session }: { session: Session }) {
  const cells = [
    { name: 'Attacker', value: <Entity kind="address" value={session.peer_ip} id={session.attacker_uuid} /> },
    { name: 'Decky', value: <Entity kind="decky" value={session.decky} /> },
    { name: 'Service', value: session.service ? <Entity kind="service" value={session.service} /> : 'none' },
    { name: 'Ports', value: `${session.peer_port} to ${session.local_port}, ${session.transport}` },
    { name: 'Started', value: <Time at={session.started} as="clock" /> },
    { name: 'Length', value: <SessionLength session={session} /> },
    { name: 'Ended by', value: session.close_reason ?? 'not ended' },
    { name: 'Bytes', value: `${bytes(session.bytes_in)} in, ${bytes(session.bytes_out)} out` },
    { name: 'Holds', value: contentsOf(session) },
  ]
  return (
    <dl className="dn-head">
      {cells.map((cell) => (
        <div key={cell.name}>
          <dt>{cell.name}</dt>
          <dd>{cell.value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Line({ event, start }: { event: EventRow; start: number }) {
  const { set, search } = useUrl()
  return (
    <li data-open={search.event === event.id || undefined}>
      <span className="dn-offset">{`+${duration(Date.parse(event.time) - start)}`}</span>
      <button type="button" className="dn-feed-open" onClick={() => set({ event: event.id })}>
        <EventSentence event={event} />
      </button>
      <Time at={event.time} as="clock" />
    </li>
  )
}

function Events({ id }: { id: string }) {
  const query = useSessionEvents(id)
  if (query.isPending) return <Bones lines={8} />
  if (!query.data) return <Failure error={query.error} what="The events" retry={() => void query.refetch()} />
  const events = query.data.pages.flatMap((page) => page.items)
  const first = events[0]
  if (!first)
    return (
      <Empty title="No events" filtered>
        The session is known, but none of its events is kept any more.
      </Empty>
    )
  const start = Date.parse(first.time)
  return (
    <Panel title="In order" note={counted(events.length, 'event')}>
      <ol className="dn-steps">
        {events.map((event) => (
          <Line key={event.id} event={event} start={start} />
        ))}
      </ol>
      {query.hasNextPage ? (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Read more
        </Button>
      ) : null}
    </Panel>
  )
}

export function SessionPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const answer = useSession(id)
  return (
    <Page
      title={`Session ${tailId(id)}`}
      heading={
        <>
          Session <Entity kind="session" value={id} plain />
        </>
      }
    >
      <Answered answer={answer} what="The session" bones={<Bones lines={2} height={28} />}>
        {(session) => <Head session={session} />}
      </Answered>
      <Events key={id} id={id} />
    </Page>
  )
}
