// The side drawer: beside the list, which stays usable; Esc closes it and the focus goes back.
import { IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useKeys } from '../lib/keys.ts'
import { IconButton } from './button.tsx'

interface DrawerProps {
  readonly title: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
  onClose(): void
}

export function Drawer({ title, actions, children, onClose }: DrawerProps) {
  const id = useId()
  const box = useRef<HTMLElement>(null)
  const before = useRef<HTMLElement | null>(null)
  useEffect(() => {
    before.current = document.activeElement instanceof HTMLElement ? document.activeElement : null
    box.current?.focus({ preventScroll: true })
    return () => {
      const back = before.current?.isConnected ? before.current : document.querySelector<HTMLElement>('[role="grid"]')
      back?.focus({ preventScroll: true })
    }
  }, [])
  useKeys([{ keys: 'Escape', title: 'Close the drawer', group: 'Everywhere', run: onClose }])
  return (
    <aside className="dn-drawer" aria-labelledby={id} ref={box} tabIndex={-1}>
      <header className="dn-drawer-head">
        <h2 id={id}>{title}</h2>
        {actions}
        <IconButton icon={IconX} label="Close" onClick={onClose} />
      </header>
      <div className="dn-drawer-body">{children}</div>
    </aside>
  )
}
