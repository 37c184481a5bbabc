// The frame of a page: its title that says what is shown, its few actions, its column.
import { type ReactNode, useEffect } from 'react'

interface PageProps {
  readonly title: string
  /** What stands as the heading where the title is more than words. */
  readonly heading?: ReactNode
  /** What of it is shown: "last 24 hours, 3 filters". */
  readonly shown?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
  /** The page fills the window and its list scrolls by itself. */
  readonly fill?: boolean
}

export function Page({ title, heading, shown, actions, children, fill = false }: PageProps) {
  useEffect(() => {
    document.title = `${title} · DECNET`
  }, [title])
  return (
    <main className="dn-page" data-fill={fill || undefined} id="page" tabIndex={-1}>
      <header className="dn-page-head">
        <h1>{heading ?? title}</h1>
        {shown ? <p className="dn-page-shown">{shown}</p> : null}
        {actions ? <div className="dn-page-actions">{actions}</div> : null}
      </header>
      {children}
    </main>
  )
}

/** Columns that fall under each other where there is no room. */
export function Columns({ children, kind = 'even' }: { children: ReactNode; kind?: 'even' | 'wide-left' | 'three' }) {
  return (
    <div className="dn-columns" data-kind={kind}>
      {children}
    </div>
  )
}

export function Stack({ children }: { children: ReactNode }) {
  return <div className="dn-stack">{children}</div>
}

export function Row({ children }: { children: ReactNode }) {
  return <div className="dn-row-flow">{children}</div>
}
