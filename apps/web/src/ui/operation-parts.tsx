// An operation's progress: what it is doing now, step by step, until it is done or failed.
import { resources } from '@decnet/contract'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { client, type Operation } from '../lib/api.ts'
import { useFrames } from '../lib/live.tsx'
import { Answered, Bones } from './panel.tsx'
import { State } from './shapes.tsx'
import { Foreign, Time } from './text.tsx'

const KINDS: Readonly<Record<Operation['kind'], string>> = {
  'analysis.replay': 'Replay analysis',
  'decky.add': 'Add decky',
  'decky.remove': 'Remove decky',
  'fleet.apply': 'Apply fleet file',
}

export function operationTitle(operation: Pick<Operation, 'kind' | 'subject'>): string {
  return `${KINDS[operation.kind] ?? operation.kind} ${operation.subject}`
}

/** True once nothing more will happen. */
export function isOver(operation: Operation): boolean {
  return operation.state === 'done' || operation.state === 'failed'
}

/** Reads an operation until it is over: by the stream, and by asking where the stream is silent. */
export function useOperation(id: string) {
  const queries = useQueryClient()
  const queryKey = ['operations.show', id]
  useFrames((frame) => {
    if (frame.event === 'operation' && frame.data.id === id) queries.setQueryData(queryKey, frame.data)
  })
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => client.call(resources.operations.show, { params: { id }, signal }),
    refetchInterval: (query) => (query.state.data && isOver(query.state.data) ? false : 1_000),
  })
}

export function OperationSteps({ operation }: { operation: Operation }) {
  return (
    <div className="dn-stack">
      <div className="dn-row-flow" role="status">
        <State state={operation.state} of="operation" />
        <span className="dn-muted">
          by {operation.created_by}, <Time at={operation.created} />
        </span>
      </div>
      <ol className="dn-operation-steps">
        {operation.steps.map((step) => (
          <li key={step.name}>
            <State state={step.state} of="operation" />
            <b>{step.name}</b>
            <span className="dn-muted">{step.detail}</span>
          </li>
        ))}
      </ol>
      {operation.steps.length === 0 ? <p className="dn-faint">No step has begun.</p> : null}
      {operation.error ? (
        <p className="dn-danger" role="alert">
          <Foreign text={operation.error} />
        </p>
      ) : null}
    </div>
  )
}

/** Follows an operation; calls back once when it is over. */
export function OperationProgress({ id, onOver }: { id: string; onOver?: (operation: Operation) => void }) {
  const answer = useOperation(id)
  const operation = answer.data
  const over = operation ? isOver(operation) : false
  const told = useRef(false)
  useEffect(() => {
    if (!over || !operation || told.current) return
    told.current = true
    onOver?.(operation)
  }, [over, operation, onOver])
  return (
    <Answered answer={answer} what="The operation" bones={<Bones lines={3} />}>
      {(one) => <OperationSteps operation={one} />}
    </Answered>
  )
}
