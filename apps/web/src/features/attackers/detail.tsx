// One attacker: who he is, and what he did, as a story.
import { useParams } from '@tanstack/react-router'
import type { AttackerDetail, EventRow } from '../../lib/api.ts'
import { count, counted } from '../../lib/format.ts'
import { useUrl } from '../../lib/url.ts'
import { artifactColumns } from '../../ui/artifact-parts.tsx'
import { credentialColumnsOfOne } from '../../ui/credential-parts.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Entity } from '../../ui/entity.tsx'
import { EventSentence } from '../../ui/event-parts.tsx'
import { Page } from '../../ui/page.tsx'
import { Answered, Bones } from '../../ui/panel.tsx'
import { sessionColumnsOfOne } from '../../ui/session-parts.tsx'
import { DepthMeter, Pill } from '../../ui/shapes.tsx'
import { type Column, DataTable } from '../../ui/table.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { Time } from '../../ui/text.tsx'
import { useAttacker, useAttackerCredentials, useAttackerEvents, useAttackerFiles, useAttackerSessions, useStory } from './queries.ts'
import { Story } from './story-list.tsx'

function TempoFact({ attacker }: { attacker: AttackerDetail }) {
  if (attacker.tempo === null) return <span className="dn-faint">not looked at yet</span>
  return (
    <>
      <Pill>{attacker.tempo === 'human' ? 'a person' : attacker.tempo}</Pill>
      {attacker.tempo_reason ? <span className="dn-muted">{attacker.tempo_reason}</span> : null}
    </>
  )
}

function Head({ attacker }: { attacker: AttackerDetail }) {
  return (
    <dl className="dn-head">
      <div>
        <dt>Depth</dt>
        <dd>
          <DepthMeter depth={attacker.depth} />
        </dd>
      </div>
      <div>
        <dt>First seen</dt>
        <dd>
          <Time at={attacker.first_seen} />
        </dd>
      </div>
      <div>
        <dt>Last seen</dt>
        <dd>
          <Time at={attacker.last_seen} />
        </dd>
      </div>
      <div>
        <dt>Did</dt>
        <dd>{`${counted(attacker.event_count, 'event')} in ${counted(attacker.session_count, 'session')}`}</dd>
      </div>
      <div>
        <dt>Touched</dt>
        <dd className="dn-row-flow">
          {attacker.deckies.slice(0, 6).map((decky) => (
            <Entity key={decky} kind="decky" value={decky} />
          ))}
          {attacker.deckies.length > 6 ? <span className="dn-faint">{`and ${count(attacker.deckies.length - 6)} more`}</span> : null}
          {attacker.deckies.length === 0 ? counted(attacker.decky_count, 'decky', 'deckies') : null}
          {attacker.decky_count === 1 ? <span className="dn-faint">only this one vouches for him</span> : null}
        </dd>
      </div>
      <div className="dn-head-wide">
        <dt>Tempo</dt>
        <dd className="dn-row-flow">
          <TempoFact attacker={attacker} />
        </dd>
      </div>
    </dl>
  )
}

const rawColumns: readonly Column<EventRow>[] = [
  { key: 'time', title: 'Time', width: '130px', phone: '66px', cell: (event) => <Time at={event.time} as="clock" /> },
  {
    key: 'what',
    title: 'What happened',
    width: 'minmax(240px, 1fr)',
    phone: 'minmax(0, 1fr)',
    cell: (event) => <EventSentence event={event} />,
  },
  { key: 'decky', title: 'Decky', width: '130px', cell: (event) => <Entity kind="decky" value={event.decky} /> },
  { key: 'kind', low: true, title: 'Kind', width: '160px', cell: (event) => <Entity kind="kind" value={event.kind} /> },
]

function StoryTab({ uuid }: { uuid: string }) {
  const answer = useStory(uuid)
  return (
    <Answered answer={answer} what="The story" bones={<Bones lines={8} height={32} />}>
      {({ events, cut }) => <Story events={events} cut={cut} />}
    </Answered>
  )
}

function SessionsTab({ uuid }: { uuid: string }) {
  const { go } = useUrl()
  const list = useAttackerSessions(uuid)
  return (
    <DataTable
      label="Sessions"
      what="The sessions"
      columns={sessionColumnsOfOne}
      list={list}
      rowKey={(one) => one.id}
      onOpen={(one) => go(`/sessions/${one.id}`)}
      empty={
        <Empty title="No sessions" filtered>
          This address has not finished a connection yet.
        </Empty>
      }
    />
  )
}

function CredentialsTab({ uuid }: { uuid: string }) {
  const list = useAttackerCredentials(uuid)
  return (
    <DataTable
      label="Credentials"
      what="The credentials"
      columns={credentialColumnsOfOne}
      list={list}
      rowKey={(one) => one.uuid}
      empty={
        <Empty title="No credentials" filtered>
          This attacker has not tried to sign in anywhere.
        </Empty>
      }
    />
  )
}

function FilesTab({ uuid }: { uuid: string }) {
  const { go } = useUrl()
  const list = useAttackerFiles(uuid)
  return (
    <DataTable
      label="Files"
      what="The files"
      columns={artifactColumns}
      list={list}
      rowKey={(one) => one.sha256}
      onOpen={(one) => go('/artifacts', { file: one.sha256 })}
      empty={
        <Empty title="No files" filtered>
          This attacker has left no file behind.
        </Empty>
      }
    />
  )
}

function RawTab({ uuid }: { uuid: string }) {
  const { search, set } = useUrl()
  const list = useAttackerEvents(uuid)
  return (
    <DataTable
      label="Events"
      what="The events"
      columns={rawColumns}
      list={list}
      rowKey={(one) => one.id}
      openKey={search.event}
      onOpen={(one) => set({ event: one.id }, search.event !== undefined)}
      empty={
        <Empty title="No events" filtered>
          Nothing that this address did is kept any more.
        </Empty>
      }
    />
  )
}

export function AttackerPage() {
  const { uuid = '' } = useParams({ strict: false }) as { uuid?: string }
  const { search, set } = useUrl()
  const answer = useAttacker(uuid)
  return (
    <Page
      title={answer.data?.ip ?? 'Attacker'}
      heading={answer.data ? <Entity kind="address" value={answer.data.ip} plain /> : null}
      shown="attacker"
    >
      <Answered answer={answer} what="The attacker" bones={<Bones lines={2} height={28} />}>
        {(attacker) => <Head attacker={attacker} />}
      </Answered>
      <Tabs
        label="About this attacker"
        open={search.tab ?? 'story'}
        onOpen={(tab) => set({ tab: tab === 'story' ? null : tab })}
        tabs={[
          { name: 'story', title: 'Story', render: () => <StoryTab key={uuid} uuid={uuid} /> },
          { name: 'sessions', title: 'Sessions', count: answer.data?.session_count, render: () => <SessionsTab uuid={uuid} /> },
          { name: 'credentials', title: 'Credentials', render: () => <CredentialsTab uuid={uuid} /> },
          { name: 'files', title: 'Files', render: () => <FilesTab uuid={uuid} /> },
          { name: 'raw', title: 'Raw', count: answer.data?.event_count, render: () => <RawTab uuid={uuid} /> },
        ]}
      />
    </Page>
  )
}
