// A panel: a titled box whose waiting and failing stay inside it.
import { IconAlertTriangle } from '@tabler/icons-react'
import { type ReactNode, useId } from 'react'
import { asProblem } from '../lib/api.ts'
import { Button } from './button.tsx'
import { Glyph } from './icons.tsx'

interface PanelProps {
  readonly title?: string
  readonly note?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
  readonly bare?: boolean
}

export function Panel({ title, note, actions, children, bare = false }: PanelProps) {
  const id = useId()
  return (
    <section className="dn-panel" aria-labelledby={title ? id : undefined} data-bare={bare || undefined}>
      {title ? (
        <header className="dn-panel-head">
          <h2 id={id}>{title}</h2>
          {note ? <span className="dn-panel-note">{note}</span> : null}
          {actions ? <div className="dn-panel-actions">{actions}</div> : null}
        </header>
      ) : null}
      <div className="dn-panel-body">{children}</div>
    </section>
  )
}

/** What failed, its code, and a way to try again. */
export function Failure({ error, retry, what }: { error: unknown; retry?: () => void; what: string }) {
  const problem = asProblem(error)
  return (
    <div className="dn-failure" role="alert">
      <Glyph icon={IconAlertTriangle} />
      <div>
        <p>{`${what} could not be read: ${problem.message}.`}</p>
        <p className="dn-faint">
          Code <code>{problem.code}</code>
        </p>
      </div>
      {retry ? <Button onClick={retry}>Try again</Button> : null}
    </div>
  )
}

/** Lines of the size of what will come. */
export function Bones({ lines = 3, height = 20 }: { lines?: number; height?: number }) {
  return (
    <div className="dn-bones" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, line) => 92 - line * 3).map((width) => (
        <span key={width} style={{ height, width: `${width}%` }} />
      ))}
    </div>
  )
}

interface Answer<Data> {
  readonly data: Data | undefined
  readonly error: unknown
  readonly isPlaceholderData?: boolean
  readonly refetch: () => unknown
}

interface AnsweredProps<Data> {
  readonly answer: Answer<Data>
  readonly what: string
  readonly bones?: ReactNode
  children(data: Data): ReactNode
}

/** Shows an answer: bones before it, the failure instead of it, dimmed while it is of an earlier question. */
export function Answered<Data>({ answer, what, bones, children }: AnsweredProps<Data>) {
  if (answer.data === undefined) {
    return answer.error ? <Failure error={answer.error} what={what} retry={() => void answer.refetch()} /> : (bones ?? <Bones />)
  }
  return (
    <div className="dn-answer" data-stale={answer.isPlaceholderData || undefined}>
      {answer.error ? <Failure error={answer.error} what={what} retry={() => void answer.refetch()} /> : null}
      {children(answer.data)}
    </div>
  )
}
