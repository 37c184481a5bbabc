// The one registry of keys: whoever offers a key names it here, and `?` shows what is registered.
import { useEffect, useRef, useSyncExternalStore } from 'react'

export interface KeyBinding {
  /** `j`, `Enter`, `?`, `mod+k`, or two keys after each other: `g e`. */
  readonly keys: string
  readonly title: string
  readonly group: 'Everywhere' | 'Go to' | 'In lists' | 'On this page'
  run(event: KeyboardEvent): void
}

interface Entry {
  readonly bindings: { current: readonly KeyBinding[] }
}

const entries: Entry[] = []
const listeners = new Set<() => void>()
let version = 0
let pending = ''

function changed(): void {
  version++
  for (const listener of listeners) listener()
}

/** Offers keys while the caller is on the page; the latest offer of a key wins. */
export function useKeys(bindings: readonly KeyBinding[]): void {
  const held = useRef(bindings)
  useEffect(() => {
    held.current = bindings
  })
  useEffect(() => {
    const entry: Entry = { bindings: held }
    entries.push(entry)
    changed()
    return () => {
      entries.splice(entries.indexOf(entry), 1)
      changed()
    }
  }, [])
}

/** All keys that work now, each once. */
export function useKeyList(): readonly KeyBinding[] {
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => version,
  )
  const seen = new Map<string, KeyBinding>()
  for (const entry of entries) for (const binding of entry.bindings.current) seen.set(binding.keys, binding)
  return [...seen.values()]
}

function find(keys: string): KeyBinding | undefined {
  for (let index = entries.length - 1; index >= 0; index--) {
    const binding = entries[index]?.bindings.current.find((one) => one.keys === keys)
    if (binding) return binding
  }
  return undefined
}

function startsOne(key: string): boolean {
  return entries.some((entry) => entry.bindings.current.some((one) => one.keys.startsWith(`${key} `)))
}

/** True where a key press is text, or belongs to what has the focus. */
function isTaken(event: KeyboardEvent): boolean {
  const target = event.target
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return true
  if (document.querySelector('[aria-modal="true"], [role="menu"]')) return true
  return event.key === 'Enter' && /^(A|BUTTON)$/.test(target.tagName)
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey) return
  const mod = event.ctrlKey || event.metaKey
  if (!mod && isTaken(event)) return
  const key = mod ? `mod+${event.key.toLowerCase()}` : event.key
  const binding = find(pending ? `${pending} ${key}` : key) ?? find(key)
  const leads = !mod && !pending && startsOne(key)
  pending = leads ? key : ''
  if (!binding) return
  event.preventDefault()
  binding.run(event)
}

/** Listens for the whole page; called once. Returns how to stop. */
export function listenForKeys(): () => void {
  document.addEventListener('keydown', onKey)
  return () => document.removeEventListener('keydown', onKey)
}
