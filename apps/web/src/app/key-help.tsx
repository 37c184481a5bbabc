// What `?` shows: the keys that work now, from the registry.
import { useState } from 'react'
import { type KeyBinding, useKeyList, useKeys } from '../lib/keys.ts'
import { Dialog } from '../ui/dialog.tsx'

const GROUPS: readonly KeyBinding['group'][] = ['Everywhere', 'Go to', 'In lists', 'On this page']

function shown(keys: string): string[] {
  return keys
    .split(' ')
    .map((key) => key.replace('mod+k', 'Ctrl K').replace('Escape', 'Esc').replace('ArrowDown', '↓').replace('ArrowUp', '↑'))
}

export function KeyHelp() {
  const [open, setOpen] = useState(false)
  useKeys([{ keys: '?', title: 'Show the keys', group: 'Everywhere', run: () => setOpen(true) }])
  const list = useKeyList()
  return (
    <Dialog title="Keys" open={open} onClose={() => setOpen(false)}>
      <div className="dn-keys">
        {GROUPS.map((group) => {
          const bindings = list.filter((binding) => binding.group === group)
          if (bindings.length === 0) return null
          return (
            <section key={group}>
              <h3>{group}</h3>
              <dl>
                {bindings.map((binding) => (
                  <div key={binding.keys}>
                    <dt>
                      {shown(binding.keys).map((key) => (
                        <kbd key={key}>{key}</kbd>
                      ))}
                    </dt>
                    <dd>{binding.title}</dd>
                  </div>
                ))}
              </dl>
            </section>
          )
        })}
      </div>
    </Dialog>
  )
}
