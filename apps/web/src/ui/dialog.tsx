// Dialogs: a question that stands in front of the page, and the typed confirmation of what destroys.
import { Modal } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { Button, IconButton } from './button.tsx'
import { TextField } from './field.tsx'

interface DialogProps {
  readonly title: string
  readonly open: boolean
  readonly children: ReactNode
  /** A field of it asks for the focus. */
  readonly focusField?: boolean
  onClose(): void
}

/** The focus starts at the title, so that it is what is read first. */
const startsHere = { tabIndex: -1, 'data-autofocus': true } as const

export function Dialog({ title, open, children, focusField = false, onClose }: DialogProps) {
  return (
    // Locking the page's scroll would inject a style element, which the policy forbids.
    <Modal
      opened={open}
      onClose={onClose}
      withCloseButton={false}
      lockScroll={false}
      centered
      size={520}
      transitionProps={{ duration: 120 }}
      classNames={{ content: 'dn-dialog' }}
    >
      <div className="dn-dialog-head">
        <Modal.Title {...(focusField ? {} : startsHere)}>{title}</Modal.Title>
        <IconButton icon={IconX} label="Close" onClick={onClose} />
      </div>
      {children}
    </Modal>
  )
}

interface ConfirmProps extends Omit<DialogProps, 'children'> {
  /** The plain sentence of what will happen. */
  readonly sentence: ReactNode
  /** What has to be typed. */
  readonly word: string
  readonly act: string
  readonly busy?: boolean
  readonly failure?: ReactNode
  onConfirm(): void
}

/** Asks for the name of what will be destroyed. */
export function ConfirmTyped(props: ConfirmProps) {
  const [typed, setTyped] = useState('')
  return (
    <Dialog title={props.title} open={props.open} focusField onClose={props.onClose}>
      <form
        className="dn-stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (typed === props.word) props.onConfirm()
        }}
      >
        <p>{props.sentence}</p>
        <TextField label={`Type ${props.word} to confirm`} value={typed} onChange={setTyped} mono autoFocus />
        {props.failure}
        <div className="dn-form-actions">
          <Button onClick={props.onClose}>Cancel</Button>
          <Button kind="danger" type="submit" disabled={typed !== props.word} busy={props.busy ?? false}>
            {props.act}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
