// The icons that the dashboard uses, at one size and weight.
import type { Icon } from '@tabler/icons-react'

/** An icon beside text: hidden from screen readers, the text says it. */
export function Glyph({ icon: Shape, size = 16 }: { icon: Icon; size?: number }) {
  return <Shape size={size} stroke={1.6} aria-hidden focusable={false} />
}
