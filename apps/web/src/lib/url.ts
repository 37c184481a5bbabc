// State in the URL: plain strings, one name each, so that a pasted link shows the same.
import { useNavigate, useRouterState } from '@tanstack/react-router'
import { useMemo } from 'react'
import { defaultRange, parseRange } from './time.ts'

export type Search = Readonly<Record<string, string>>

/** Reads a query string; the first value of a repeated name counts. */
export function parseSearch(text: string): Record<string, string> {
  const search: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(text)) if (!Object.hasOwn(search, name)) search[name] = value
  return search
}

/** Writes a query string; empty values are left out. */
export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value))
  }
  const text = params.toString().replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%2F', '/')
  return text ? `?${text}` : ''
}

export interface UrlState {
  readonly path: string
  readonly search: Search
  /** Changes some names (null takes one away); `replace` leaves no step for "back". */
  set(patch: Readonly<Record<string, string | null>>, replace?: boolean): void
  /** Goes to another page; the time range comes along. */
  go(path: string, search?: Search): void
}

function patched(search: Search, patch: Readonly<Record<string, string | null>>): Record<string, string> {
  const next: Record<string, string> = { ...search }
  for (const [name, value] of Object.entries(patch)) {
    if (value === null || value === '') delete next[name]
    else next[name] = value
  }
  return next
}

/** The present address of the page, and ways to change it. */
export function useUrl(): UrlState {
  const navigate = useNavigate()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const search = useRouterState({ select: (state) => state.location.search as Search })
  return useMemo(
    () => ({
      path,
      search,
      // The router types its targets from a route tree known when it compiles; ours is built from the features' list, so that
      // no path is known to it: with none, its options accept nothing but `never`.
      set: (patch, replace = false) => void navigate({ to: path, search: patched(search, patch), replace } as never),
      go: (to, more = {}) => void navigate({ to, search: { ...(search.t ? { t: search.t } : {}), ...more } } as never),
    }),
    [navigate, path, search],
  )
}

/** The global time range: its URL form. */
export function useRange(): string {
  const text = useRouterState({ select: (state) => (state.location.search as Search).t ?? defaultRange })
  return parseRange(text) ? text : defaultRange
}
