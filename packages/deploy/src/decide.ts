// Decides what to tell an agent: the difference between what is wanted and what it said, with patience between repetitions.
import type { DesiredDecky, ReportedDecky, RuntimeReport } from '@decnet/kernel'

/** How long an order may stay without effect before it is sent again: doubled each time, up to the last. Milliseconds. */
const FIRST_PATIENCE = 2_000
const LAST_PATIENCE = 60_000

/** An order that was sent to the agent that is connected now. */
export interface Sent {
  /** The revision sent; null for a removal. */
  readonly revision: number | null
  readonly at: number
  readonly times: number
}

/** What is known at this moment. Keys are decky ids. */
export interface Situation {
  readonly desired: ReadonlyMap<string, DesiredDecky>
  readonly reported: ReadonlyMap<string, ReportedDecky>
  /** What the connected agent said, its latest word for each decky. */
  readonly runtime: ReadonlyMap<string, RuntimeReport>
  readonly sent: ReadonlyMap<string, Sent>
  /** Deckies that someone waits to see gone. */
  readonly leaving: ReadonlySet<string>
  readonly now: number
}

/** What to do about one decky. */
export type Decision = { readonly kind: 'apply'; readonly decky: DesiredDecky } | { readonly kind: 'remove'; readonly decky_id: string }

/** Removals first, so that addresses are free before others take them. Deciding twice on the same situation decides the same. */
export function decide(situation: Situation): Decision[] {
  // What was sent counts as known: the agent may have obeyed although its report was lost.
  const known = new Set([...situation.leaving, ...situation.runtime.keys(), ...situation.sent.keys()])
  const removals = [...known].filter((id) => !situation.desired.has(id) && needsRemoval(id, situation)).sort()
  const applies = [...situation.desired.values()].filter((decky) => needsApply(decky, situation))
  return [
    ...removals.map((decky_id): Decision => ({ kind: 'remove', decky_id })),
    ...applies.map((decky): Decision => ({ kind: 'apply', decky })),
  ]
}

/** What was sent, after `decision` was sent too. */
export function nextSent(decision: Decision, before: Sent | undefined, now: number): Sent {
  const revision = decision.kind === 'apply' ? decision.decky.revision : null
  return { revision, at: now, times: before?.revision === revision ? before.times + 1 : 1 }
}

function needsRemoval(id: string, { runtime, sent, now }: Situation): boolean {
  if (runtime.get(id)?.state === 'gone') return false
  const last = sent.get(id)
  return last?.revision !== null || isOverdue(last, now)
}

function needsApply(decky: DesiredDecky, { runtime, reported, sent, now }: Situation): boolean {
  const last = sent.get(decky.id)
  if (!last || last.revision !== decky.revision) return true
  const process = runtime.get(decky.id)
  const report = reported.get(decky.id)
  const running = process?.state === 'running' && process.revision === decky.revision
  const open = report?.revision === decky.revision && report.time >= (process?.since ?? 0)
  const settled = running && open && report.listens.every(({ state }) => state === 'open')
  return !settled && isOverdue(last, now)
}

function isOverdue(last: Sent, now: number): boolean {
  return now - last.at >= Math.min(FIRST_PATIENCE * 2 ** Math.min(last.times - 1, 10), LAST_PATIENCE)
}
