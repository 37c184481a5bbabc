// States, depths and marks as shapes with a colour: the shape alone is enough to tell them apart.
import type { DeckyState } from '@decnet/kernel'
import { depths } from '@decnet/kernel'
import type { Mark } from '../lib/event-line.ts'

export type Tone = 'good' | 'warn' | 'danger' | 'idle' | 'busy'

interface Look {
  readonly tone: Tone
  readonly title: string
}

const DECKY: Readonly<Record<DeckyState, Look>> = {
  running: { tone: 'good', title: 'Running' },
  pending: { tone: 'busy', title: 'Pending' },
  degraded: { tone: 'warn', title: 'Degraded' },
  failed: { tone: 'danger', title: 'Failed' },
  unreachable: { tone: 'idle', title: 'Unreachable' },
}

const OTHERS: Readonly<Record<string, Look>> = {
  open: { tone: 'good', title: 'Open' },
  ok: { tone: 'good', title: 'In order' },
  done: { tone: 'good', title: 'Done' },
  queued: { tone: 'busy', title: 'Queued' },
  warning: { tone: 'warn', title: 'Warning' },
  starting: { tone: 'busy', title: 'Starting' },
}

/** How a state of a decky, service, operation or component looks. */
export function lookOf(state: string): Look {
  const looks: Readonly<Record<string, Look>> = { ...OTHERS, ...DECKY }
  return looks[state] ?? { tone: 'idle', title: state }
}

/** Disc good, ring waiting, triangle warning, cross failed, diamond unknown. */
export function StateShape({ tone, size = 10 }: { tone: Tone; size?: number }) {
  return (
    <svg className="dn-state-shape" data-tone={tone} width={size} height={size} viewBox="0 0 10 10" aria-hidden focusable={false}>
      {tone === 'good' ? <circle cx="5" cy="5" r="4" fill="currentColor" /> : null}
      {tone === 'busy' ? <circle cx="5" cy="5" r="3.4" fill="none" stroke="currentColor" strokeWidth="1.8" strokeDasharray="4 2" /> : null}
      {tone === 'warn' ? <path d="M5 0.8 9.6 9.2H0.4Z" fill="currentColor" /> : null}
      {tone === 'danger' ? (
        <path d="M1.5 1.5 8.5 8.5M8.5 1.5 1.5 8.5" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />
      ) : null}
      {tone === 'idle' ? <path d="M5 0.8 9.2 5 5 9.2 0.8 5Z" fill="none" stroke="currentColor" strokeWidth="1.6" /> : null}
    </svg>
  )
}

/** A state with its word. `running` of an operation is work, of a decky it is health. */
export function State({ state, of }: { state: string; of?: 'operation' }) {
  const look: Look = of === 'operation' && state === 'running' ? { tone: 'busy', title: 'Running' } : lookOf(state)
  return (
    <span className="dn-state" data-tone={look.tone}>
      <StateShape tone={look.tone} />
      {look.title}
    </span>
  )
}

export type Depth = (typeof depths)[number]

export const depthTitles: Readonly<Record<Depth, string>> = {
  connected: 'Connected',
  spoke: 'Spoke',
  tried_credentials: 'Tried credentials',
  got_in: 'Got in',
  acted: 'Acted',
  left_files: 'Left files',
}

/** How far an attacker got: six steps, filled up to his. */
export function DepthMeter({ depth }: { depth: Depth | null }) {
  if (depth === null) return <span className="dn-faint">not looked at yet</span>
  const reached = depths.indexOf(depth)
  return (
    <span className="dn-depth">
      <span className="dn-depth-steps" aria-hidden>
        {depths.map((step, index) => (
          <i key={step} data-step={index <= reached ? index : undefined} />
        ))}
      </span>
      {depthTitles[depth]}
    </span>
  )
}

export function Pill({ children, tone }: { children: string; tone?: Tone | 'accent' }) {
  return (
    <span className="dn-pill" data-tone={tone}>
      {children}
    </span>
  )
}

const PATHS: Readonly<Record<Mark, string>> = {
  connection: 'M0-6V6',
  client: 'M-3 0H3M0-3V3',
  request: 'M-3.6 0A3.6 3.6 0 1 0 3.6 0A3.6 3.6 0 1 0-3.6 0Z',
  command: 'M-3.4-3.4H3.4V3.4H-3.4Z',
  credential: 'M0-5 5 0 0 5-5 0Z',
  accepted: 'M0-6.4 6.4 0 0 6.4-6.4 0Z',
  file: 'M-4.4 4H4.4L0-4.6Z',
  trouble: 'M-4-4 4 4M4-4-4 4',
}

/** The path of a mark around 0,0, for drawings. */
export function markPath(mark: Mark): string {
  return PATHS[mark]
}

/** A mark beside text. */
export function MarkShape({ mark, size = 14 }: { mark: Mark; size?: number }) {
  return (
    <svg className="dn-mark" data-mark={mark} width={size} height={size} viewBox="-7 -7 14 14" aria-hidden focusable={false}>
      <path d={PATHS[mark]} />
    </svg>
  )
}
