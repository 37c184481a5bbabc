// The gate: who is not signed in sees the sign-in form, at the address he came for.
import { resources } from '@decnet/contract'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import { asProblem, client } from '../lib/api.ts'
import { LiveProvider } from '../lib/live.tsx'
import { MeContext } from '../lib/me.tsx'
import { Failure } from '../ui/panel.tsx'
import { SignIn } from './sign-in.tsx'

export function Gate({ children }: { children: ReactNode }) {
  const queries = useQueryClient()
  const me = useQuery({
    queryKey: ['auth.me'],
    queryFn: ({ signal }) => client.call(resources.auth.me, { signal }),
    staleTime: 60_000,
    refetchInterval: 300_000,
  })
  useEffect(
    () =>
      queries.getQueryCache().subscribe((event) => {
        // Any answer that says "sign in first" opens the gate's form.
        if (event.type !== 'updated' || event.action.type !== 'error' || event.query.queryKey[0] === 'auth.me') return
        if (asProblem(event.action.error).status === 401) void queries.invalidateQueries({ queryKey: ['auth.me'] })
      }),
    [queries],
  )
  if (me.error && asProblem(me.error).status === 401) return <SignIn onDone={() => void queries.resetQueries()} />
  if (me.data) {
    return (
      <MeContext value={me.data}>
        <LiveProvider>{children}</LiveProvider>
      </MeContext>
    )
  }
  if (me.error) {
    return (
      <main className="dn-page">
        <Failure error={me.error} what="The dashboard" retry={() => void me.refetch()} />
      </main>
    )
  }
  return <div className="dn-blank" role="status" aria-label="Loading" />
}
