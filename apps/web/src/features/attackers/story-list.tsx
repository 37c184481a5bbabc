// The story as a list: session by session, each thing done in its order. The accessible twin of the time line.
import { useMemo, useState } from 'react'
import type { EventRow } from '../../lib/api.ts'
import { counted } from '../../lib/format.ts'
import { duration, parseRange, rangeText } from '../../lib/time.ts'
import { useUrl } from '../../lib/url.ts'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Entity } from '../../ui/entity.tsx'
import { EventSentence } from '../../ui/event-parts.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Pill } from '../../ui/shapes.tsx'
import { Time } from '../../ui/text.tsx'
import { type Chapter, tellStory, wholeSpan } from './story.ts'
import { TimeLine } from './time-line.tsx'

const CHAPTERS = 40
const MOMENTS = 12

function ChapterView({ chapter }: { chapter: Chapter }) {
  const { set, search } = useUrl()
  const [all, setAll] = useState(false)
  const moments = all ? chapter.moments : chapter.moments.slice(0, MOMENTS)
  const more = chapter.moments.length - moments.length
  return (
    <li className="dn-chapter">
      <header>
        <Time at={new Date(chapter.start).toISOString()} as="clock" />
        <h3>
          {chapter.session ? (
            <>
              <Entity kind="decky" value={chapter.decky} />
              {chapter.service ? (
                <>
                  {' over '}
                  <Entity kind="service" value={chapter.service} />
                </>
              ) : null}
            </>
          ) : (
            <>
              Outside of a session, on <Entity kind="decky" value={chapter.decky} />
            </>
          )}
        </h3>
        <span className="dn-chapter-note">
          {chapter.open ? <Pill tone="good">open</Pill> : duration(chapter.end - chapter.start)}
          {chapter.session ? <Entity kind="session" value={chapter.session} /> : null}
        </span>
      </header>
      <ol>
        {moments.map((moment) => (
          <li key={moment.first.id} data-open={search.event === moment.first.id || undefined}>
            <span className="dn-offset">{`+${duration(Date.parse(moment.first.time) - chapter.start)}`}</span>
            <button type="button" className="dn-feed-open" onClick={() => set({ event: moment.first.id })}>
              <EventSentence event={moment.first} times={moment.times} />
            </button>
          </li>
        ))}
      </ol>
      {more > 0 ? (
        <button type="button" className="dn-link" onClick={() => setAll(true)}>
          {`Show ${counted(more, 'more step')}`}
        </button>
      ) : null}
    </li>
  )
}

interface StoryProps {
  readonly events: readonly EventRow[]
  readonly cut: boolean
}

export function Story({ events, cut }: StoryProps) {
  const { search, set } = useUrl()
  const [limit, setLimit] = useState(CHAPTERS)
  const chapters = useMemo(() => tellStory(events), [events])
  const whole = useMemo(() => wholeSpan(events), [events])
  const zoomed = parseRange(search.z ?? '')
  const span = zoomed?.kind === 'fixed' ? zoomed : whole
  if (events.length === 0) return <Empty title="No events">Nothing that this address did is kept any more, or it has only been seen.</Empty>
  const inside = chapters.filter((chapter) => chapter.end >= span.from && chapter.start <= span.to)
  const newest = [...inside].reverse()
  return (
    <div className="dn-stack">
      <Panel title="Time line" note={cut ? `the newest ${counted(events.length, 'event')}` : counted(events.length, 'event')}>
        <TimeLine
          events={events}
          chapters={chapters}
          whole={whole}
          span={span}
          onZoom={(next) => set({ z: next ? rangeText(next.from, next.to) : null })}
          onOpen={(event) => set({ event })}
        />
      </Panel>
      <Panel
        title="Session by session"
        note={`${counted(inside.length, 'session')}${inside.length < chapters.length ? ` of ${chapters.length} in the zoomed time` : ', newest first'}`}
      >
        <ol className="dn-chapters">
          {newest.slice(0, limit).map((chapter) => (
            <ChapterView key={chapter.key} chapter={chapter} />
          ))}
        </ol>
        {newest.length > limit ? (
          <Button onClick={() => setLimit(limit + CHAPTERS)}>{`Show ${Math.min(CHAPTERS, newest.length - limit)} more sessions`}</Button>
        ) : null}
      </Panel>
    </div>
  )
}
