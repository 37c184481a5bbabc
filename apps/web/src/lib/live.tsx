// Live news for components: frames as they come, the stream's status, and pause.
import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { joinStream, type StreamFrame, type StreamStatus } from './stream.ts'

type Listener = (frame: StreamFrame) => void

interface Live {
  readonly status: StreamStatus
  readonly paused: boolean
  /** Frames that came since the pause began. */
  readonly held: number
  setPaused(paused: boolean): void
  subscribe(listener: Listener): () => void
}

const LiveContext = createContext<Live | null>(null)

function useFrameSource(listeners: Set<Listener>, paused: { current: boolean }, onHeld: () => void): StreamStatus {
  const [status, setStatus] = useState<StreamStatus>({ state: 'connecting', sign: null })
  const queries = useQueryClient()
  const held = useRef(onHeld)
  useEffect(() => {
    held.current = onHeld
  })
  useEffect(() => {
    let lost = false
    return joinStream((news) => {
      if (news.say === 'status') {
        // What happened while the connection was gone is in the lists, not in the stream.
        if (news.status.state === 'streaming' && lost) void queries.invalidateQueries()
        lost = news.status.state === 'reconnecting'
        return setStatus(news.status)
      }
      if (news.frame.event === 'reset') return void queries.invalidateQueries()
      if (paused.current) return held.current()
      for (const listener of listeners) listener(news.frame)
    })
  }, [queries, listeners, paused])
  return status
}

/** Joins the stream for everything beneath. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [listeners] = useState(() => new Set<Listener>())
  const [paused, setPausedState] = useState(false)
  const [held, setHeld] = useState(0)
  const pausedNow = useRef(false)
  const queries = useQueryClient()
  const status = useFrameSource(listeners, pausedNow, () => setHeld((before) => before + 1))
  const live = useMemo<Live>(
    () => ({
      status,
      paused,
      held,
      setPaused(next) {
        pausedNow.current = next
        setPausedState(next)
        setHeld(0)
        if (!next) void queries.invalidateQueries()
      },
      subscribe(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    }),
    [status, paused, held, listeners, queries],
  )
  return <LiveContext value={live}>{children}</LiveContext>
}

export function useLive(): Live {
  const live = useContext(LiveContext)
  if (!live) throw new Error('useLive outside of LiveProvider')
  return live
}

/** Calls back for every frame while the caller is on the page. */
export function useFrames(listener: Listener): void {
  const { subscribe } = useLive()
  const held = useRef(listener)
  useEffect(() => {
    held.current = listener
  })
  useEffect(() => subscribe((frame) => held.current(frame)), [subscribe])
}

interface News {
  readonly names: readonly StreamFrame['event'][]
  /** Which frames count; all when left out. */
  readonly match?: ((frame: StreamFrame) => boolean) | undefined
  readonly everyMs?: number | undefined
  run(): void
}

const EVERY_MS = 1_500
const SOON_MS = 50

/** Calls back after frames of these names, at most once per `everyMs`, the last frame included. */
export function useNews(news: News): void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const last = useRef(0)
  const held = useRef(news)
  useEffect(() => {
    held.current = news
  })
  useEffect(() => () => clearTimeout(timer.current), [])
  useFrames((frame) => {
    const { names, match, everyMs = EVERY_MS } = held.current
    if (!names.includes(frame.event) || timer.current !== undefined || match?.(frame) === false) return
    timer.current = setTimeout(
      () => {
        timer.current = undefined
        last.current = Date.now()
        held.current.run()
      },
      Math.max(SOON_MS, last.current + everyMs - Date.now()),
    )
  })
}
