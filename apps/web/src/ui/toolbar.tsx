// A row of filters above a list.
import type { ReactNode } from 'react'

export function Toolbar({ children }: { children: ReactNode }) {
  return <search className="dn-toolbar">{children}</search>
}
