// A finding in one sentence, with its entities.
import type { ReactNode } from 'react'
import type { Finding } from '../lib/api.ts'
import { Entity } from './entity.tsx'
import { Foreign } from './text.tsx'

function text(payload: Finding['payload'], name: string): string {
  const value = payload[name]
  return typeof value === 'string' ? value : ''
}

function Who({ payload }: { payload: Finding['payload'] }) {
  return <Entity kind="address" value={text(payload, 'ip')} id={text(payload, 'attacker_uuid')} />
}

function Where({ payload }: { payload: Finding['payload'] }) {
  const service = text(payload, 'service')
  return (
    <>
      <Entity kind="decky" value={text(payload, 'decky')} />
      {service ? (
        <>
          {' over '}
          <Entity kind="service" value={service} />
        </>
      ) : null}
    </>
  )
}

const sentences: Readonly<Record<Finding['topic'], (payload: Finding['payload']) => ReactNode>> = {
  'attacker.observed': (payload) => (
    <>
      <Who payload={payload} /> seen for the first time, on <Where payload={payload} />
    </>
  ),
  'attacker.tempo.changed': (payload) => (
    <>
      <Who payload={payload} /> looks {text(payload, 'tempo') === 'human' ? 'like a person' : text(payload, 'tempo')}:{' '}
      {text(payload, 'reason')}
    </>
  ),
  'credential.captured': (payload) => (
    <>
      <Where payload={payload} /> accepted a credential
      {text(payload, 'principal') ? (
        <>
          {' for '}
          <Foreign text={text(payload, 'principal')} line />
        </>
      ) : null}{' '}
      from <Who payload={payload} />
    </>
  ),
}

/** What was concluded. A topic that this page does not know yet shows its own title. */
export function FindingSentence({ finding }: { finding: Finding }) {
  const sentence = sentences[finding.topic]
  return (
    <span className="dn-finding">
      {sentence ? (
        sentence(finding.payload)
      ) : (
        <>
          {finding.title}: <Foreign text={finding.subject} line />
        </>
      )}
    </span>
  )
}
