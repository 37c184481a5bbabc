// A region that scrolls: the keyboard must be able to reach it even where nothing in it takes the focus.
import type { ReactNode } from 'react'

/** WCAG 2.1.1: who cannot use a pointer scrolls what has the focus. */
const reachable = { tabIndex: 0 } as const

export function ScrollRegion({ label, className, children }: { label: string; className: string; children: ReactNode }) {
  return (
    <section className={className} aria-label={label} {...reachable}>
      {children}
    </section>
  )
}
