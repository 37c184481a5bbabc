// Sessions as rows, for every list of them.
import { counted, bytes } from '../lib/format.ts'
import type { Session } from '../lib/api.ts'
import { duration } from '../lib/time.ts'
import { useNow } from '../lib/now.ts'
import { Entity } from './entity.tsx'
import { StateShape } from './shapes.tsx'
import type { Column } from './table.tsx'
import { Time } from './text.tsx'

/** How long a session took, or that it goes on. */
export function SessionLength({ session }: { session: Session }) {
  const now = useNow()
  const start = Date.parse(session.started)
  if (session.ended === null) {
    return (
      <span className="dn-state">
        <StateShape tone="good" size={8} />
        {`open, ${duration(Math.max(0, now - start))}`}
      </span>
    )
  }
  return <span>{duration(Date.parse(session.ended) - start)}</span>
}

/** What a session holds, in words; nothing is said of what it has none of. */
export function contentsOf(session: Session): string {
  const parts = [
    session.command_count > 0 ? counted(session.command_count, 'command') : '',
    session.credential_count > 0 ? counted(session.credential_count, 'credential') : '',
    session.file_count > 0 ? counted(session.file_count, 'file') : '',
  ].filter(Boolean)
  return parts.length > 0 ? parts.join(', ') : counted(session.event_count, 'event')
}

const started: Column<Session> = {
  key: 'started',
  title: 'Started',
  width: '130px',
  phone: '66px',
  cell: (one) => <Time at={one.started} as="clock" />,
}
const who: Column<Session> = {
  key: 'who',
  title: 'Attacker',
  width: '160px',
  phone: '112px',
  cell: (one) => <Entity kind="address" value={one.peer_ip} id={one.attacker_uuid} />,
}
const rest: readonly Column<Session>[] = [
  { key: 'decky', title: 'Decky', width: '130px', cell: (one) => <Entity kind="decky" value={one.decky} /> },
  {
    key: 'service',
    title: 'Service',
    width: '110px',
    cell: (one) =>
      one.service ? <Entity kind="service" value={one.service} /> : <span className="dn-faint">{`port ${one.local_port}`}</span>,
  },
  { key: 'contents', title: 'Contents', width: 'minmax(170px, 1fr)', phone: 'minmax(0, 1fr)', cell: contentsOf },
  { key: 'length', title: 'Length', width: '130px', cell: (one) => <SessionLength session={one} /> },
  { key: 'why', low: true, title: 'Ended by', width: '92px', cell: (one) => one.close_reason ?? '' },
  { key: 'id', low: true, title: 'Session', width: '104px', cell: (one) => <Entity kind="session" value={one.id} /> },
  {
    key: 'bytes',
    low: true,
    title: 'In / out',
    width: '120px',
    end: true,
    cell: (one) => `${bytes(one.bytes_in)} / ${bytes(one.bytes_out)}`,
  },
]

export const sessionColumns: readonly Column<Session>[] = [started, who, ...rest]
/** For one attacker's own list. */
export const sessionColumnsOfOne: readonly Column<Session>[] = [started, ...rest]
