// An empty page: what will fill it, and the one command that would.
import { IconCopy } from '@tabler/icons-react'
import { tryCommand, useDeckies } from '../lib/fleet.ts'
import { IconButton } from './button.tsx'
import { copyText } from './entity-menu.tsx'

interface EmptyProps {
  readonly title: string
  readonly children: string
  /** Filters or a range may be what keeps it empty: then there is no command to try. */
  readonly filtered?: boolean
}

export function Empty({ title, children, filtered = false }: EmptyProps) {
  return (
    <div className="dn-empty">
      <p className="dn-empty-title">{title}</p>
      <p>{children}</p>
      {filtered ? null : <Try />}
    </div>
  )
}

function Try() {
  const deckies = useDeckies()
  const command = tryCommand(deckies.data?.items)
  if (!command) return deckies.data ? <p className="dn-faint">No decky listens yet. The Fleet page tells why.</p> : null
  return (
    <p className="dn-try">
      <span>Try</span>
      <code>{command}</code>
      <IconButton icon={IconCopy} label="Copy the command" onClick={() => copyText(command, 'Command')} small />
    </p>
  )
}
