// A row of filters above a list.
import type { ReactNode } from 'react'

export function Toolbar({ children }: { children: ReactNode }) {
  return (
    <div className="dn-toolbar" role="search">
      {children}
    </div>
  )
}
