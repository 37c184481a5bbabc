// The kitchen: every primitive in every state, to look at in both themes. It shows made-up samples and says so.
import { Problem } from '@decnet/kernel'
import { IconDownload, IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { Button, IconButton } from '../../ui/button.tsx'
import { Chart } from '../../ui/chart.tsx'
import { ConfirmTyped, Dialog } from '../../ui/dialog.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Entity } from '../../ui/entity.tsx'
import { EventDetails, EventSentence } from '../../ui/event-parts.tsx'
import { SecretField, SelectField, TextField } from '../../ui/field.tsx'
import { OperationSteps } from '../../ui/operation-parts.tsx'
import { Columns, Page, Row, Stack } from '../../ui/page.tsx'
import { Bones, Failure, Panel } from '../../ui/panel.tsx'
import { DepthMeter, depthTitles, Pill, State, type Depth } from '../../ui/shapes.tsx'
import { DataTable, wholeList } from '../../ui/table.tsx'
import { Tabs, ViewSwitch } from '../../ui/tabs.tsx'
import { Dots, Foreign, Time } from '../../ui/text.tsx'
import { ContrastTable } from './contrast.tsx'
import { deckyStateSamples, hostileTexts, sampleEvents, sampleHistogram, sampleOperation } from './samples.ts'

function Buttons() {
  const [dialog, setDialog] = useState<'plain' | 'typed' | null>(null)
  return (
    <Panel title="Buttons and dialogs">
      <Stack>
        <Row>
          <Button kind="primary" icon={IconPlus}>
            Primary
          </Button>
          <Button>Quiet</Button>
          <Button kind="plain">Plain</Button>
          <Button kind="danger" icon={IconTrash}>
            Danger
          </Button>
          <IconButton icon={IconDownload} label="An icon with a name" />
        </Row>
        <Row>
          <Button kind="primary" disabled>
            Disabled
          </Button>
          <Button busy>Busy</Button>
          <Button pressed>Pressed</Button>
          <Button onClick={() => setDialog('plain')}>Open a dialog</Button>
          <Button onClick={() => setDialog('typed')}>Typed confirmation</Button>
        </Row>
      </Stack>
      <Dialog title="A dialog" open={dialog === 'plain'} onClose={() => setDialog(null)}>
        <p>Esc closes it, and the focus goes back.</p>
      </Dialog>
      {dialog === 'typed' ? (
        <ConfirmTyped
          title="Remove sample"
          open
          onClose={() => setDialog(null)}
          word="sample"
          act="Remove"
          sentence="Nothing happens here."
          onConfirm={() => setDialog(null)}
        />
      ) : null}
    </Panel>
  )
}

function Fields() {
  const [text, setText] = useState('web-02')
  const [view, setView] = useState('one')
  return (
    <Panel title="Fields, tabs, switch">
      <Stack>
        <TextField label="Text" hint="A hint" value={text} onChange={setText} mono />
        <TextField label="With an error" value="Web 02" onChange={() => undefined} error="Only a-z, 0-9 and -" />
        <SecretField label="Secret" value="correct horse" onChange={() => undefined} />
        <SelectField
          label="Choice"
          value="b"
          onChange={() => undefined}
          choices={[
            { value: 'a', label: 'First' },
            { value: 'b', label: 'Second' },
          ]}
        />
        <ViewSwitch
          label="View"
          value={view}
          onChange={setView}
          choices={[
            { value: 'one', label: 'One' },
            { value: 'two', label: 'Two' },
          ]}
        />
        <Tabs
          label="Sample tabs"
          open={view}
          onOpen={setView}
          tabs={[
            { name: 'one', title: 'One', count: 3, render: () => <p>The first.</p> },
            { name: 'two', title: 'Two', render: () => <p>The second.</p> },
          ]}
        />
      </Stack>
    </Panel>
  )
}

function Shapes() {
  return (
    <Panel title="States, depth, pills">
      <Stack>
        <Row>
          {deckyStateSamples.map((state) => (
            <State key={state} state={state} />
          ))}
        </Row>
        {(Object.keys(depthTitles) as Depth[]).map((depth) => (
          <DepthMeter key={depth} depth={depth} />
        ))}
        <DepthMeter depth={null} />
        <Row>
          <Pill>neutral</Pill>
          <Pill tone="accent">accent</Pill>
          <Pill tone="warn">warning</Pill>
          <Pill tone="danger">danger to us</Pill>
        </Row>
        <OperationSteps operation={sampleOperation} />
      </Stack>
    </Panel>
  )
}

function Texts() {
  return (
    <Panel title="Text that we did not write">
      <Stack>
        {hostileTexts.map((text) => (
          <Foreign key={text} text={text} />
        ))}
        <Row>
          <Entity kind="address" value="192.0.2.7" />
          <Entity kind="decky" value="sample-01" />
          <Entity kind="session" value="00000000-0000-7000-8000-00000000aaaa" />
          <Entity kind="file" value={'a'.repeat(64)} />
          <Entity kind="service" value="sample" />
        </Row>
        <Row>
          <Dots />
          <Time at={sampleOperation.created} />
          <Time at={null} />
        </Row>
        {sampleEvents.map((event) => (
          <EventSentence key={event.id} event={event} times={event.seq === 3 ? 12 : 1} />
        ))}
      </Stack>
    </Panel>
  )
}

function Answers() {
  const event = sampleEvents[2]
  return (
    <Panel title="Waiting, failing, empty">
      <Stack>
        <Bones lines={3} />
        <Failure error={new Problem('store.busy', 'The store is not ready')} what="A sample" retry={() => undefined} />
        <Empty title="Nothing here">It says what will fill it, and the command that would.</Empty>
        {event ? <EventDetails event={event} /> : null}
      </Stack>
    </Panel>
  )
}

export function KitchenPage() {
  const [open, setOpen] = useState<string | undefined>(undefined)
  return (
    <Page title="Kitchen" shown="every primitive in every state; all of it is made up">
      <Columns>
        <Stack>
          <Buttons />
          <Fields />
          <Shapes />
          <Panel title="Contrast">
            <ContrastTable />
          </Panel>
        </Stack>
        <Stack>
          <Texts />
          <Answers />
        </Stack>
      </Columns>
      <Panel title="Chart">
        <Chart data={sampleHistogram} unit="events" onBrush={() => undefined} />
      </Panel>
      <DataTable
        label="Sample events"
        what="The samples"
        list={wholeList(sampleEvents)}
        rowKey={(event) => event.id}
        openKey={open}
        onOpen={(event) => setOpen(event.id)}
        columns={[
          { key: 'kind', title: 'Kind', width: '180px', phone: '120px', cell: (event) => event.kind },
          { key: 'what', title: 'What happened', width: '1fr', phone: 'minmax(0, 1fr)', cell: (event) => <EventSentence event={event} /> },
          { key: 'seq', title: 'Number', width: '80px', end: true, cell: (event) => event.seq },
        ]}
        empty={<Empty title="No samples">This cannot be.</Empty>}
      />
      <DataTable
        label="Sample loading"
        what="The samples"
        list={wholeList<never>(undefined)}
        rowKey={() => ''}
        columns={[{ key: 'a', title: 'A', width: '1fr', cell: () => null }]}
        empty={null}
      />
    </Page>
  )
}
