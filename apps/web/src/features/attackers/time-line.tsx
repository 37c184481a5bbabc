// The time line of an attacker: a lane per decky, a bar per session, a mark per thing done; drag to zoom.
import { IconArrowLeft, IconArrowRight, IconArrowsMaximize, IconZoomIn, IconZoomOut } from '@tabler/icons-react'
import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react'
import type { EventRow } from '../../lib/api.ts'
import { eventLine, marks, markTitles } from '../../lib/event-line.ts'
import { count, visible } from '../../lib/format.ts'
import { useZone } from '../../lib/prefs.ts'
import { duration, type Zone, zoneName } from '../../lib/time.ts'
import { IconButton } from '../../ui/button.tsx'
import { MarkShape, markPath } from '../../ui/shapes.tsx'
import { type Chapter, lanesOf, type Placed, placeMarks, type Span, ticksOf } from './story.ts'

const LANE = 40
const AXIS = 24
const SLOT = 7

interface TimeLineProps {
  readonly events: readonly EventRow[]
  readonly chapters: readonly Chapter[]
  readonly whole: Span
  readonly span: Span
  /** Null goes back to the whole. */
  onZoom(span: Span | null): void
  onOpen(event: string): void
}

function useWidth(): [(element: HTMLElement | null) => void, number] {
  const [element, setElement] = useState<HTMLElement | null>(null)
  const [width, setWidth] = useState(800)
  useEffect(() => {
    if (!element) return
    const watch = new ResizeObserver(() => setWidth(Math.max(120, element.clientWidth)))
    watch.observe(element)
    return () => watch.disconnect()
  }, [element])
  return [setElement, width]
}

function tickText(time: number, { from, to }: Span, zone: Zone): string {
  const wide = to - from
  const form: Intl.DateTimeFormatOptions =
    wide > 3 * 86_400_000
      ? { day: 'numeric', month: 'short' }
      : {
          hour: '2-digit',
          minute: '2-digit',
          ...(wide < 600_000 ? { second: '2-digit' } : {}),
          ...(wide < 2_000 ? { fractionalSecondDigits: 3 } : {}),
        }
  return new Intl.DateTimeFormat('en-GB', { ...form, ...(zone === 'utc' ? { timeZone: 'UTC' } : {}) }).format(time)
}

/** What a drag over the drawing selects. */
function useBrush(width: number, { span, onZoom, onOpen }: TimeLineProps) {
  const [drag, setDrag] = useState<readonly [number, number] | null>(null)
  const start = useRef<number | null>(null)
  const at = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    return Math.min(width, Math.max(0, event.clientX - box.left))
  }
  const handlers = {
    onPointerDown: (event: PointerEvent<SVGSVGElement>) => {
      if (event.button === 0) start.current = at(event)
    },
    onPointerMove: (event: PointerEvent<SVGSVGElement>) => {
      if (start.current === null) return
      const x = at(event)
      if (Math.abs(x - start.current) < 5 && !drag) return
      if (!drag) event.currentTarget.setPointerCapture(event.pointerId)
      setDrag([Math.min(start.current, x), Math.max(start.current, x)])
    },
    onPointerUp: (event: PointerEvent<SVGSVGElement>) => {
      start.current = null
      setDrag(null)
      const mark = event.target instanceof Element ? event.target.closest<SVGElement>('[data-event]') : null
      if (!drag && mark?.dataset.event) onOpen(mark.dataset.event)
      if (!drag) return
      const scale = (span.to - span.from) / width
      onZoom({ from: span.from + drag[0] * scale, to: span.from + drag[1] * scale })
    },
    onPointerCancel: () => {
      start.current = null
      setDrag(null)
    },
  }
  return { drag, handlers }
}

export function TimeLine(props: TimeLineProps) {
  const { events, chapters, span } = props
  const [box, width] = useWidth()
  const [zone] = useZone()
  const lanes = useMemo(() => lanesOf(chapters), [chapters])
  const placed = useMemo(() => placeMarks(events, { ...span, width, slot: SLOT }), [events, span, width])
  const { drag, handlers } = useBrush(width, props)
  const height = lanes.length * LANE + AXIS
  return (
    <figure className="dn-story-line">
      <Tools {...props} />
      <div className="dn-story-body">
        <ul className="dn-story-lanes" aria-label="Lanes">
          {lanes.map((decky) => (
            <li key={decky}>
              <span title={decky}>{decky}</span>
            </li>
          ))}
        </ul>
        <div className="dn-story-draw" ref={box}>
          <svg
            width={width}
            height={height}
            role="img"
            aria-label={`${count(events.length)} events on ${count(lanes.length)} deckies; the list beneath tells them one by one`}
            {...handlers}
          >
            <Grid lanes={lanes} width={width} span={span} zone={zone} />
            <Bars chapters={chapters} lanes={lanes} width={width} span={span} />
            <Marks placed={placed} lanes={lanes} />
            {drag ? <rect className="dn-story-brush" x={drag[0]} y={0} width={drag[1] - drag[0]} height={lanes.length * LANE} /> : null}
          </svg>
        </div>
      </div>
      <figcaption>
        <ul className="dn-legend">
          {marks
            .filter((mark) => placed.some((one) => one.mark === mark))
            .map((mark) => (
              <li key={mark}>
                <MarkShape mark={mark} /> {markTitles[mark]}
              </li>
            ))}
        </ul>
        <span className="dn-faint">{`${duration(span.to - span.from)} across, times in ${zoneName(zone)}. Drag to zoom.`}</span>
      </figcaption>
    </figure>
  )
}

function Tools({ span, whole, onZoom }: TimeLineProps) {
  const length = span.to - span.from
  const middle = (span.from + span.to) / 2
  const isWhole = span.from <= whole.from && span.to >= whole.to
  const zoom = (factor: number) => {
    const half = (length * factor) / 2
    const next = { from: middle - half, to: middle + half }
    onZoom(next.from <= whole.from && next.to >= whole.to ? null : next)
  }
  const move = (part: number) => onZoom({ from: span.from + length * part, to: span.to + length * part })
  return (
    <div className="dn-story-tools" role="toolbar" aria-label="Zoom">
      <IconButton icon={IconArrowLeft} label="Earlier" onClick={() => move(-0.5)} disabled={isWhole} small />
      <IconButton icon={IconArrowRight} label="Later" onClick={() => move(0.5)} disabled={isWhole} small />
      <IconButton icon={IconZoomIn} label="Zoom in" onClick={() => zoom(0.5)} disabled={length < 20} small />
      <IconButton icon={IconZoomOut} label="Zoom out" onClick={() => zoom(2)} disabled={isWhole} small />
      <IconButton icon={IconArrowsMaximize} label="Show the whole" onClick={() => onZoom(null)} disabled={isWhole} small />
    </div>
  )
}

interface DrawProps {
  readonly lanes: readonly string[]
  readonly width: number
  readonly span: Span
}

function Grid({ lanes, width, span, zone }: DrawProps & { zone: Zone }) {
  const scale = width / (span.to - span.from)
  const bottom = lanes.length * LANE
  return (
    <g className="dn-story-grid">
      {lanes.map((decky, index) => (
        <line key={decky} x1={0} x2={width} y1={(index + 1) * LANE} y2={(index + 1) * LANE} />
      ))}
      {ticksOf(span, width / 110).map((tick) => {
        const x = (tick - span.from) * scale
        if (x < 24 || x > width - 24) return null
        return (
          <g key={tick} transform={`translate(${x} 0)`}>
            <line y1={0} y2={bottom + 4} />
            <text y={bottom + 17} textAnchor="middle">
              {tickText(tick, span, zone)}
            </text>
          </g>
        )
      })}
    </g>
  )
}

function Bars({ chapters, lanes, width, span }: DrawProps & { chapters: readonly Chapter[] }) {
  const scale = width / (span.to - span.from)
  return chapters
    .filter((chapter) => chapter.end >= span.from && chapter.start <= span.to)
    .map((chapter) => {
      const from = Math.max(0, (chapter.start - span.from) * scale)
      const to = Math.min(width, (chapter.end - span.from) * scale)
      const y = lanes.indexOf(chapter.decky) * LANE + LANE / 2 - 8
      return <rect key={chapter.key} className="dn-story-bar" x={from - 3} y={y} width={Math.max(6, to - from + 6)} height={16} rx={4} />
    })
}

interface MarksProps {
  readonly placed: readonly Placed[]
  readonly lanes: readonly string[]
}

function Marks({ placed, lanes }: MarksProps) {
  return placed.map((one) => {
    const line = eventLine(one.event)
    const size = Math.min(1.45, 1 + Math.log10(one.count) * 0.25)
    const y = lanes.indexOf(one.decky) * LANE + LANE / 2
    return (
      <path
        key={`${one.decky}-${one.mark}-${one.x}`}
        className="dn-mark"
        data-mark={one.mark}
        d={markPath(one.mark)}
        transform={`translate(${one.x} ${y}) scale(${size})`}
        data-event={one.event.id}
      >
        <title>{`${line.verb} ${visible(line.code).slice(0, 120)}${one.count > 1 ? ` and ${count(one.count - 1)} more here` : ''}`}</title>
      </path>
    )
  })
}
