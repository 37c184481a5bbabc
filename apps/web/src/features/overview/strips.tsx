// The strips at the foot of the overview: every decky as a cell, and the system's few figures.
import type { Health } from '../../lib/api.ts'
import { useDeckies } from '../../lib/fleet.ts'
import { bytes, count, counted } from '../../lib/format.ts'
import { useUrl } from '../../lib/url.ts'
import { Empty } from '../../ui/empty.tsx'
import { Answered, Bones, Panel } from '../../ui/panel.tsx'
import { lookOf, State, StateShape } from '../../ui/shapes.tsx'
import { useHealth } from './queries.ts'

export function FleetStrip() {
  const answer = useDeckies()
  const { go } = useUrl()
  return (
    <Panel title="Fleet" note={answer.data ? counted(answer.data.items.length, 'decky', 'deckies') : null}>
      <Answered answer={answer} what="The fleet" bones={<Bones lines={1} height={30} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No deckies" filtered>
              Add one on the Fleet page: attackers find nothing until then.
            </Empty>
          ) : (
            <ul className="dn-cells">
              {items.map((decky) => (
                <li key={decky.id}>
                  <button
                    type="button"
                    data-tone={lookOf(decky.state).tone}
                    title={`${decky.address}, ${decky.services.map((service) => service.name).join(', ')}`}
                    onClick={() => go('/fleet', { decky: decky.name })}
                  >
                    <StateShape tone={lookOf(decky.state).tone} />
                    <span>{decky.name}</span>
                    <span className="dn-hidden">{`, ${lookOf(decky.state).title}`}</span>
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
    </Panel>
  )
}

/** Sums the figures whose name passes; null when no component has one. */
function figure(health: Health, pick: (name: string) => boolean, join: (a: number, b: number) => number): number | null {
  const values = health.components.flatMap((part) => Object.entries(part.figures).filter(([name]) => pick(name))).map(([, value]) => value)
  return values.length === 0 ? null : values.reduce(join)
}

const sum = (a: number, b: number) => a + b

interface FigureCell {
  readonly title: string
  readonly value: string
  readonly bad: boolean
}

function cellsOf(health: Health): FigureCell[] {
  const lag = figure(health, (name) => name.endsWith('lag_events'), Math.max)
  const lost = figure(health, (name) => name.startsWith('events_lost') || name === 'lost_events', sum)
  const disk = figure(health, (name) => name === 'disk_free_bytes', Math.min)
  const quarantined = figure(health, (name) => name === 'frames_set_aside_last_day', Math.max)
  const cells: FigureCell[] = []
  if (lag !== null) cells.push({ title: 'Analysis behind', value: counted(lag, 'event'), bad: false })
  if (lost !== null) cells.push({ title: 'Lost', value: count(lost), bad: lost > 0 })
  if (quarantined !== null) cells.push({ title: 'Frames set aside', value: count(quarantined), bad: false })
  if (disk !== null) cells.push({ title: 'Disk free', value: bytes(disk), bad: false })
  return cells
}

export function SystemStrip() {
  const answer = useHealth()
  const { go } = useUrl()
  return (
    <Panel title="System">
      <Answered answer={answer} what="The system’s health" bones={<Bones lines={1} height={30} />}>
        {(health) => (
          <div className="dn-figures">
            <button type="button" className="dn-figures-cell" onClick={() => go('/health')}>
              <span>Health</span>
              <b>
                <State state={health.state} />
              </b>
            </button>
            {cellsOf(health).map((cell) => (
              <div key={cell.title} className="dn-figures-cell">
                <span>{cell.title}</span>
                <b className={cell.bad ? 'dn-danger' : undefined}>{cell.value}</b>
              </div>
            ))}
          </div>
        )}
      </Answered>
    </Panel>
  )
}
