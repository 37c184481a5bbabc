// Health: every component with its figures, every analyzer with its lag.
import { resources } from '@decnet/contract'
import { IconRotate } from '@tabler/icons-react'
import { useState } from 'react'
import { type Analyzer, client, type Health } from '../../lib/api.ts'
import { bytes, count, counted } from '../../lib/format.ts'
import { useMay } from '../../lib/me.tsx'
import { useCall } from '../../lib/query.ts'
import { duration } from '../../lib/time.ts'
import { useUrl } from '../../lib/url.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Details } from '../../ui/facts.tsx'
import { Columns, Page } from '../../ui/page.tsx'
import { Answered, Bones, Failure, Panel } from '../../ui/panel.tsx'
import { State } from '../../ui/shapes.tsx'
import { Foreign, Time } from '../../ui/text.tsx'

/** A figure by the unit in its name: `disk_free_bytes`, `oldest_ms`, `lag_events`. */
function figureText(name: string, value: number): string {
  if (name.endsWith('_bytes')) return bytes(value)
  if (name.endsWith('_ms')) return duration(value)
  if (name.endsWith('_s') && !name.endsWith('_per_s')) return duration(value * 1_000)
  return count(Math.round(value * 100) / 100)
}

function figureTitle(name: string): string {
  const words = name
    .replace(/_(bytes|ms)$|(?<!_per)_s$/, '')
    .replace(/_per_s$/, ' per second')
    .replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function Component({ component }: { component: Health['components'][number] }) {
  const figures = Object.entries(component.figures)
  return (
    <Panel title={component.name} actions={<State state={component.state} />}>
      {component.detail ? <p className="dn-muted">{component.detail}</p> : null}
      <table className="dn-small">
        <tbody>
          {figures.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{figureTitle(name)}</th>
              <td data-end>{figureText(name, value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {figures.length === 0 && !component.detail ? <p className="dn-faint">Nothing to say.</p> : null}
    </Panel>
  )
}

function ReplayDialog({ analyzer, onClose }: { analyzer: Analyzer; onClose: () => void }) {
  const { go } = useUrl()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const run = async () => {
    setBusy(true)
    try {
      const operation = await client.call(resources.analysis.replay, { params: { name: analyzer.name } })
      go('/operations', { operation: operation.id })
    } catch (error) {
      setProblem(error)
      setBusy(false)
    }
  }
  return (
    <Dialog title={`Replay ${analyzer.name}`} open onClose={onClose}>
      <div className="dn-stack">
        <p>{`The rows that ${analyzer.name} wrote are cleared and made again from ${counted(analyzer.head, 'event')}. Findings are not announced twice.`}</p>
        {problem ? <Failure error={problem} what="The replay" /> : null}
        <div className="dn-form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={busy} onClick={() => void run()}>
            Replay
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

function AnalyzerPanel({ analyzer }: { analyzer: Analyzer }) {
  const mayReplay = useMay('admin')
  const [asking, setAsking] = useState(false)
  return (
    <Panel
      title={analyzer.name}
      note={analyzer.title}
      actions={
        mayReplay ? (
          <Button icon={IconRotate} onClick={() => setAsking(true)}>
            Replay
          </Button>
        ) : null
      }
    >
      <Details
        items={[
          { name: 'Behind', value: counted(analyzer.lag, 'event') },
          { name: 'At', value: `${count(analyzer.cursor)} of ${count(analyzer.head)}` },
          { name: 'Last move', value: <Time at={analyzer.updated} /> },
          { name: 'Run by', value: analyzer.holder ?? 'nobody' },
          { name: 'Last error', value: analyzer.last_error ? <Foreign text={analyzer.last_error} /> : 'none' },
        ]}
      />
      {asking ? <ReplayDialog analyzer={analyzer} onClose={() => setAsking(false)} /> : null}
    </Panel>
  )
}

export function HealthPage() {
  const health = useCall({ route: resources.health.show, on: ['event', 'operation'], everyMs: 5_000 })
  const analysis = useCall({ route: resources.analysis.list, on: ['event', 'operation'], everyMs: 3_000 })
  return (
    <Page
      title="Health"
      shown={
        health.data ? (
          <>
            version {health.data.version}, started <Time at={health.data.started} />
          </>
        ) : null
      }
      actions={health.data ? <State state={health.data.state} /> : null}
    >
      <Answered answer={health} what="Health" bones={<Bones lines={6} height={40} />}>
        {(report) => (
          <Columns kind="three">
            {report.components.map((component) => (
              <Component key={component.name} component={component} />
            ))}
          </Columns>
        )}
      </Answered>
      <h2>Analysis</h2>
      <Answered answer={analysis} what="Analysis" bones={<Bones lines={2} />}>
        {({ items }) => (
          <Columns kind="three">
            {items.map((analyzer) => (
              <AnalyzerPanel key={analyzer.name} analyzer={analyzer} />
            ))}
          </Columns>
        )}
      </Answered>
    </Page>
  )
}
