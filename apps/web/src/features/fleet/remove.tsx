// Taking a decky down: typed confirmation, then the operation's own progress.
import { resources } from '@decnet/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { client, type Decky } from '../../lib/api.ts'
import { useUrl } from '../../lib/url.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmTyped, Dialog } from '../../ui/dialog.tsx'
import { OperationProgress } from '../../ui/operation-parts.tsx'
import { Failure } from '../../ui/panel.tsx'

export function RemoveDecky({ decky, onClose }: { decky: Decky; onClose: () => void }) {
  const queries = useQueryClient()
  const { set } = useUrl()
  const [operation, setOperation] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  // The drawer of a decky that goes is closed with the dialog.
  const leave = () => {
    onClose()
    set({ decky: null })
  }
  const run = async () => {
    setBusy(true)
    try {
      setOperation((await client.call(resources.deckies.remove, { params: { name: decky.name } })).id)
    } catch (error) {
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }
  if (operation) {
    return (
      <Dialog title={`Removing ${decky.name}`} open onClose={leave}>
        <div className="dn-stack">
          <OperationProgress id={operation} onOver={() => void queries.invalidateQueries({ queryKey: ['deckies.list'] })} />
          <div className="dn-form-actions">
            <Button onClick={leave}>Close</Button>
          </div>
        </div>
      </Dialog>
    )
  }
  return (
    <ConfirmTyped
      title={`Remove ${decky.name}`}
      open
      onClose={onClose}
      word={decky.name}
      act="Remove"
      busy={busy}
      failure={problem ? <Failure error={problem} what="The removal" /> : null}
      onConfirm={() => void run()}
      sentence={`${decky.name} at ${decky.address} goes down and its open connections end. Its events, sessions, credentials and files stay. A decky of this name later is a new one.`}
    />
  )
}
