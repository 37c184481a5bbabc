// A decky's page in the drawer: what it is, what it speaks, what of that runs.
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { Decky } from '../../lib/api.ts'
import { tryCommand, useDeckies } from '../../lib/fleet.ts'
import { useMay } from '../../lib/me.tsx'
import { useUrl } from '../../lib/url.ts'
import { Button } from '../../ui/button.tsx'
import { Drawer } from '../../ui/drawer.tsx'
import { Details } from '../../ui/facts.tsx'
import { Answered, Bones } from '../../ui/panel.tsx'
import { State } from '../../ui/shapes.tsx'
import { Code, Foreign, Time } from '../../ui/text.tsx'
import { RemoveDecky } from './remove.tsx'
import { useDecky } from './queries.ts'

/** Wanted against running: the revisions in words. */
export function revisionText(decky: Pick<Decky, 'revision' | 'running_revision'>): string {
  if (decky.running_revision === null) return `wants revision ${decky.revision}, runs none`
  if (decky.running_revision === decky.revision) return `runs revision ${decky.revision}, as wanted`
  return `wants revision ${decky.revision}, runs ${decky.running_revision}`
}

function Services({ decky }: { decky: Decky }) {
  return (
    <table className="dn-small">
      <thead>
        <tr>
          <th scope="col">Service</th>
          <th scope="col">State</th>
          <th scope="col">Wanted</th>
          <th scope="col">Bound</th>
        </tr>
      </thead>
      <tbody>
        {decky.services.map((service) => (
          <tr key={service.name}>
            <th scope="row">
              <b>{service.name}</b>
              {service.error ? (
                <p className="dn-danger">
                  <Foreign text={service.error} />
                </p>
              ) : null}
            </th>
            <td>
              <State state={service.state} />
            </td>
            <td>{service.listens.map((listen) => `${listen.transport} ${listen.port}`).join(', ')}</td>
            <td>{service.listens.map((listen) => (listen.bound_port === null ? 'none' : String(listen.bound_port))).join(', ')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Body({ decky }: { decky: Decky }) {
  const { go } = useUrl()
  const [removing, setRemoving] = useState(false)
  const isAdmin = useMay('admin')
  const command = tryCommand([decky])
  return (
    <div className="dn-stack">
      <div className="dn-row-flow">
        <State state={decky.state} />
        {decky.detail ? <span className="dn-muted">{decky.detail}</span> : null}
      </div>
      <Services decky={decky} />
      <Details
        items={[
          { name: 'Address', value: <Code>{decky.address}</Code> },
          { name: 'Host name', value: <Code>{decky.persona.hostname}</Code> },
          { name: 'System', value: decky.persona.os },
          { name: 'Archetype', value: decky.archetype ?? 'none, made of single services' },
          { name: 'Runtime', value: decky.runtime },
          { name: 'Configuration', value: revisionText(decky) },
          { name: 'Added', value: <Time at={decky.created} as="clock" /> },
          { name: 'Last change', value: <Time at={decky.updated} as="clock" /> },
          ...(command ? [{ name: 'Try', value: <Code>{command}</Code> }] : []),
        ]}
      />
      <div className="dn-row-flow">
        <Button onClick={() => go('/events', { q: `decky:${decky.name}` })}>Its events</Button>
        <Button onClick={() => go('/sessions', { decky: decky.name })}>Its sessions</Button>
        {isAdmin ? (
          <Button kind="danger" icon={IconTrash} onClick={() => setRemoving(true)}>
            Remove
          </Button>
        ) : null}
      </div>
      {removing ? <RemoveDecky decky={decky} onClose={() => setRemoving(false)} /> : null}
    </div>
  )
}

export function DeckyDrawer({ name }: { name: string }) {
  const { set } = useUrl()
  const all = useDeckies()
  const answer = useDecky(name)
  const known = answer.data?.name === name ? answer.data : all.data?.items.find((one) => one.name === name)
  return (
    <Drawer title={name} onClose={() => set({ decky: null })}>
      {known ? (
        <Body key={name} decky={known} />
      ) : (
        <Answered answer={answer} what="The decky" bones={<Bones lines={8} />}>
          {(decky) => <Body decky={decky} />}
        </Answered>
      )}
    </Drawer>
  )
}
