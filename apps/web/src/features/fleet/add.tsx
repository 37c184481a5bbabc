// Adding a decky: an archetype, a name, the plan in a sentence, then the operation's own progress.
import { resources } from '@decnet/contract'
import { deckyName } from '@decnet/kernel'
import { useDebouncedValue } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { client, type Decky } from '../../lib/api.ts'
import { useDeckies } from '../../lib/fleet.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { OperationProgress } from '../../ui/operation-parts.tsx'
import { Answered, Bones } from '../../ui/panel.tsx'
import { type Archetype, entryOf, type NewDecky, reasons, useArchetypes, usePlan } from './queries.ts'

/** The next free name of an archetype: web-02 after web-01. */
export function nextName(archetype: string, taken: readonly string[]): string {
  const stem = archetype.split('-')[0] || 'decky'
  for (let number = 1; ; number++) {
    const name = `${stem}-${String(number).padStart(2, '0')}`
    if (!taken.includes(name)) return name
  }
}

/** What is wrong with a name, or null. */
function nameProblem(name: string, taken: readonly string[]): string | null {
  if (taken.includes(name)) return `There is a decky named ${name}`
  const parsed = deckyName.safeParse(name)
  return parsed.success ? null : (parsed.error.issues[0]?.message ?? 'Not a name')
}

function PlanView({ decky, archetype }: { decky: NewDecky; archetype: Archetype }) {
  const [settled] = useDebouncedValue(decky, 350)
  const plan = usePlan(settled, settled.name !== '')
  if (plan.error) {
    return (
      <div className="dn-plan" role="alert">
        {reasons(plan.error).map((reason) => (
          <p key={reason} className="dn-danger">
            {reason}
          </p>
        ))}
      </div>
    )
  }
  const mine = plan.data?.changes.find((change) => change.decky === settled.name)
  const others = plan.data?.changes.filter((change) => change.action !== 'keep' && change.decky !== settled.name) ?? []
  if (!mine)
    return (
      <div className="dn-plan">{plan.isPending ? <Bones lines={2} height={14} /> : <p>The server plans nothing for this name.</p>}</div>
    )
  return (
    <div className="dn-plan" aria-live="polite">
      <p>
        A decky <b>{mine.decky}</b> will be added as a {archetype.title.toLowerCase()} at <code>{mine.address}</code>. No other decky is
        touched
        {others.length > 0 ? `, but ${others.map((change) => `${change.decky} (${change.action})`).join(', ')}` : ''}.
      </p>
      {mine.detail.map((line) => (
        <p key={line} className="dn-muted">
          {line}
        </p>
      ))}
      {plan.data?.warnings.map((warning) => (
        <p key={warning} className="dn-warn">
          {warning}
        </p>
      ))}
    </div>
  )
}

interface FieldsProps {
  readonly decky: NewDecky
  readonly archetypes: readonly Archetype[]
  readonly taken: readonly string[]
  onChange(patch: Partial<NewDecky>): void
}

function Fields({ decky, archetypes, taken, onChange: set }: FieldsProps) {
  const archetype = archetypes.find((one) => one.name === decky.archetype)
  return (
    <>
      <SelectField
        label="Archetype"
        autoFocus
        hint={archetype ? `Speaks ${archetype.services.join(', ')}` : ''}
        value={decky.archetype}
        choices={archetypes.map((one) => ({ value: one.name, label: one.title }))}
        onChange={(name) => set({ archetype: name, os: '', name: nextName(name, taken) })}
      />
      <TextField
        label="Name"
        hint="Only you see it; attackers see the host name"
        value={decky.name}
        onChange={(name) => set({ name })}
        error={nameProblem(decky.name, taken)}
        mono
      />
      <SelectField
        label="System"
        value={decky.os}
        choices={[{ value: '', label: 'The archetype’s first choice' }, ...(archetype?.os ?? []).map((os) => ({ value: os, label: os }))]}
        onChange={(os) => set({ os })}
      />
      <TextField label="Host name" placeholder="Made for it" value={decky.hostname} onChange={(hostname) => set({ hostname })} mono />
      <TextField label="Address" placeholder="The next free one" value={decky.address} onChange={(address) => set({ address })} mono />
    </>
  )
}

interface FormProps {
  readonly archetypes: readonly Archetype[]
  readonly deckies: readonly Decky[]
  onStarted(operation: string): void
  onClose(): void
}

function AddForm({ archetypes, deckies, onStarted, onClose }: FormProps) {
  const taken = deckies.map((decky) => decky.name)
  const first = archetypes[0]
  const [decky, setDecky] = useState<NewDecky>({
    name: first ? nextName(first.name, taken) : '',
    archetype: first?.name ?? '',
    os: '',
    hostname: '',
    address: '',
  })
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<readonly string[]>([])
  const archetype = archetypes.find((one) => one.name === decky.archetype)
  const wrong = nameProblem(decky.name, taken)
  const set = (patch: Partial<NewDecky>) => setDecky({ ...decky, ...patch })
  const send = async () => {
    setBusy(true)
    try {
      onStarted((await client.call(resources.deckies.add, { body: entryOf(decky) })).id)
    } catch (error) {
      setFailed(reasons(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="dn-stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (!wrong) void send()
      }}
    >
      <Fields decky={decky} archetypes={archetypes} taken={taken} onChange={set} />
      {archetype && !wrong ? <PlanView decky={decky} archetype={archetype} /> : null}
      {failed.map((reason) => (
        <p key={reason} className="dn-danger" role="alert">
          {reason}
        </p>
      ))}
      <div className="dn-form-actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" type="submit" busy={busy} disabled={wrong !== null}>
          Add decky
        </Button>
      </div>
    </form>
  )
}

export function AddDecky({ onClose }: { onClose: () => void }) {
  const archetypes = useArchetypes()
  const deckies = useDeckies()
  const queries = useQueryClient()
  const [operation, setOperation] = useState<string | null>(null)
  return (
    <Dialog title={operation ? 'Adding a decky' : 'Add a decky'} open onClose={onClose}>
      {operation ? (
        <div className="dn-stack">
          <OperationProgress id={operation} onOver={() => void queries.invalidateQueries({ queryKey: ['deckies.list'] })} />
          <p className="dn-faint">It does not need this window: Operations shows it too.</p>
          <div className="dn-form-actions">
            <Button onClick={onClose}>Close</Button>
          </div>
        </div>
      ) : (
        <Answered answer={archetypes} what="The archetypes" bones={<Bones lines={5} height={32} />}>
          {({ items }) =>
            deckies.data ? (
              <AddForm archetypes={items} deckies={deckies.data.items} onStarted={setOperation} onClose={onClose} />
            ) : (
              <Bones lines={5} height={32} />
            )
          }
        </Answered>
      )}
    </Dialog>
  )
}
