// Buttons: one that acts, one that is quiet, one that destroys, and one that is an icon with a name.
import { ActionIcon, Button as MantineButton, Tooltip } from '@mantine/core'
import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Glyph } from './icons.tsx'

export interface ButtonProps {
  readonly children: ReactNode
  readonly kind?: 'primary' | 'quiet' | 'plain' | 'danger'
  readonly icon?: Icon
  readonly onClick?: () => void
  readonly type?: 'button' | 'submit'
  readonly disabled?: boolean
  readonly busy?: boolean
  readonly title?: string
  readonly href?: string
  readonly pressed?: boolean
}

const VARIANTS = { primary: 'filled', quiet: 'default', plain: 'subtle', danger: 'outline' } as const

/** A button; with `href`, a download on our own origin. */
export function Button(props: ButtonProps) {
  const { kind = 'quiet', busy = false } = props
  const shared = {
    size: 'compact-sm',
    variant: VARIANTS[kind],
    className: 'dn-button',
    'data-kind': kind,
    leftSection: props.icon ? <Glyph icon={props.icon} /> : undefined,
    title: props.title,
  } as const
  if (props.href !== undefined) {
    return (
      <MantineButton {...shared} component="a" href={props.href} download>
        {props.children}
      </MantineButton>
    )
  }
  return (
    <MantineButton
      {...shared}
      type={props.type ?? 'button'}
      onClick={props.onClick}
      disabled={props.disabled ?? false}
      loading={busy}
      aria-pressed={props.pressed}
    >
      {props.children}
    </MantineButton>
  )
}

interface IconButtonProps {
  readonly icon: Icon
  /** What it does: the name for screen readers and the tip on hover. */
  readonly label: string
  readonly onClick?: () => void
  readonly disabled?: boolean
  readonly pressed?: boolean
  readonly small?: boolean
}

export function IconButton(props: IconButtonProps) {
  return (
    <Tooltip label={props.label} openDelay={400} withinPortal={false} fz="xs" events={{ hover: true, focus: true, touch: false }}>
      <ActionIcon
        variant="subtle"
        className="dn-icon-button"
        size={props.small ? 24 : 30}
        aria-label={props.label}
        aria-pressed={props.pressed}
        onClick={props.onClick}
        disabled={props.disabled ?? false}
      >
        <Glyph icon={props.icon} size={props.small ? 14 : 18} />
      </ActionIcon>
    </Tooltip>
  )
}
