// Tabs whose choice is in the URL, and a switch between a few views.
import { SegmentedControl, Tabs as MantineTabs } from '@mantine/core'
import type { ReactNode } from 'react'

export interface Tab {
  readonly name: string
  readonly title: string
  readonly count?: number | undefined
  render(): ReactNode
}

interface TabsProps {
  readonly tabs: readonly Tab[]
  readonly open: string
  readonly label: string
  onOpen(name: string): void
}

export function Tabs({ tabs, open, label, onOpen }: TabsProps) {
  const now = tabs.find((tab) => tab.name === open) ?? tabs[0]
  return (
    <MantineTabs value={now?.name ?? null} onChange={(name) => onOpen(name ?? '')} keepMounted={false} className="dn-tabs">
      <MantineTabs.List aria-label={label}>
        {tabs.map((tab) => (
          <MantineTabs.Tab key={tab.name} value={tab.name}>
            {tab.title}
            {tab.count === undefined ? null : <span className="dn-tab-count">{tab.count}</span>}
          </MantineTabs.Tab>
        ))}
      </MantineTabs.List>
      {tabs.map((tab) => (
        <MantineTabs.Panel key={tab.name} value={tab.name}>
          {tab.name === now?.name ? tab.render() : null}
        </MantineTabs.Panel>
      ))}
    </MantineTabs>
  )
}

interface SwitchProps {
  readonly label: string
  readonly value: string
  readonly choices: readonly { readonly value: string; readonly label: string }[]
  onChange(value: string): void
}

export function ViewSwitch({ label, value, choices, onChange }: SwitchProps) {
  return (
    <SegmentedControl
      size="xs"
      aria-label={label}
      value={value}
      onChange={onChange}
      data={[...choices]}
      classNames={{ root: 'dn-switch' }}
      transitionDuration={0}
    />
  )
}
