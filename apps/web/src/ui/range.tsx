// The global time range: presets, or two instants.
import { Menu } from '@mantine/core'
import { IconCalendarTime, IconCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useZone } from '../lib/prefs.ts'
import { defaultRange, parseRange, presets, rangeSpan, rangeText, rangeTitle } from '../lib/time.ts'
import { useRange, useUrl } from '../lib/url.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { TextField } from './field.tsx'
import { Glyph } from './icons.tsx'

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function RangePicker() {
  const range = useRange()
  const { set } = useUrl()
  const [zone] = useZone()
  const [custom, setCustom] = useState(false)
  const choose = (text: string) => set({ t: text === defaultRange ? null : text, z: null })
  return (
    <>
      <Menu position="bottom-start" width={200} shadow="md" transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <button type="button" className="dn-top-button" aria-label={`Time range: ${rangeTitle(range, zone)}`}>
            <Glyph icon={IconCalendarTime} />
            <span>{capital(rangeTitle(range, zone))}</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {presets.map((preset) => (
            <Menu.Item
              key={preset.text}
              onClick={() => choose(preset.text)}
              rightSection={preset.text === range ? <Glyph icon={IconCheck} /> : null}
            >
              {preset.title}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => setCustom(true)}>Custom…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {custom ? <CustomRange range={range} onClose={() => setCustom(false)} onChoose={choose} /> : null}
    </>
  )
}

/** The form that a datetime-local field has, in the browser's own zone. */
function fieldText(ms: number): string {
  const date = new Date(ms)
  return new Date(ms - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

interface CustomProps {
  readonly range: string
  onClose(): void
  onChoose(text: string): void
}

function CustomRange({ range, onClose, onChoose }: CustomProps) {
  const [span] = useState(() => rangeSpan(range, Date.now()))
  const [from, setFrom] = useState(fieldText(span.from))
  const [to, setTo] = useState(fieldText(span.to))
  const text = from && to ? rangeText(new Date(from).getTime(), new Date(to).getTime()) : ''
  const good = text !== '' && parseRange(text) !== null
  return (
    <Dialog title="Custom time range" open onClose={onClose}>
      <form
        className="dn-stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (!good) return
          onChoose(text)
          onClose()
        }}
      >
        <TextField label="From" type="datetime-local" value={from} onChange={setFrom} />
        <TextField label="To" type="datetime-local" value={to} onChange={setTo} error={good ? null : 'The end must come after the start'} />
        <p className="dn-faint">In this browser’s own time zone.</p>
        <div className="dn-form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!good}>
            Show
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
