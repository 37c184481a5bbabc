// Who is signed in, for everything beneath the sign-in page.
import type { Role } from '@decnet/kernel'
import { createContext, useContext } from 'react'
import { type Me, may } from './api.ts'

export const MeContext = createContext<Me | null>(null)

export function useMe(): Me {
  const me = useContext(MeContext)
  if (!me) throw new Error('useMe outside of the signed-in part')
  return me
}

/** True when the one signed in may do what `needed` may. */
export function useMay(needed: Role): boolean {
  return may(useMe().role, needed)
}
