// From rows to what the contract promises: times become RFC 3339, secrets are masked.
import type { artifact, attacker, credential, event, finding, operation, session } from '@decnet/contract'
import {
  type Artifact,
  type Credential,
  type Finding,
  findingKinds,
  isoTime,
  type Operation,
  type Session,
  type StoredEvent,
} from '@decnet/kernel'
import type { AttackerWithProfile } from '@decnet/store'
import type { z } from 'zod'
import { MASK, maskFacts } from './mask.ts'

export type ShownEvent = z.output<typeof event>
export type ShownFinding = z.output<typeof finding>
export type ShownOperation = z.output<typeof operation>

/** An instant that may be missing. */
function isoTimeOrNull(ms: number | null): string | null {
  return ms === null ? null : isoTime(ms)
}

/** The last minute that was written as text: neighbours in a list mostly share theirs, and a Date costs six times as much. */
let minute = { begins: Number.NaN, text: '' }

/** An instant of a list of events, as {@link isoTime} writes it. */
export function eventTime(ms: number): string {
  const within = ms - minute.begins
  if (!(within >= 0 && within < 60_000)) {
    const begins = Math.floor(ms / 60_000) * 60_000
    minute = { begins, text: isoTime(begins).slice(0, -'00.000Z'.length) }
  }
  const rest = ms - minute.begins
  const second = Math.floor(rest / 1000)
  return `${minute.text}${second < 10 ? '0' : ''}${second}.${String(rest - second * 1000).padStart(3, '0')}Z`
}

export function showEvent(stored: StoredEvent): ShownEvent {
  return {
    seq: stored.seq,
    id: stored.id,
    time: eventTime(stored.time),
    received: eventTime(stored.received),
    kind: stored.kind,
    origin: stored.origin,
    source: stored.source,
    host: stored.host,
    decky_id: stored.decky_id,
    decky: stored.decky,
    topology_id: stored.topology_id,
    service: stored.service,
    session: stored.session,
    attacker_uuid: stored.attacker_uuid,
    peer_ip: stored.peer_ip,
    peer_port: stored.peer_port,
    local_port: stored.local_port,
    clamped: stored.clamped,
    facts: maskFacts(stored.kind, stored.facts),
  }
}

export function showFinding(stored: Finding): ShownFinding {
  return {
    seq: stored.seq,
    id: stored.id,
    analyzer: stored.analyzer,
    topic: stored.topic,
    title: findingKinds[stored.topic].title,
    subject: stored.subject,
    time: isoTime(stored.time),
    payload: stored.payload,
  }
}

export function showOperation(stored: Operation): ShownOperation {
  const { input: _input, ...shown } = stored
  return {
    ...shown,
    steps: stored.steps.map((step) => ({ ...step, updated: isoTime(step.updated) })),
    created: isoTime(stored.created),
    updated: isoTime(stored.updated),
  }
}

export function showSession(stored: Session): z.output<typeof session> {
  return { ...stored, started: isoTime(stored.started), ended: isoTimeOrNull(stored.ended) }
}

export function showCredential(stored: Credential): z.output<typeof credential> {
  return { ...stored, secret: MASK, secret_b64: null, first_seen: isoTime(stored.first_seen), last_seen: isoTime(stored.last_seen) }
}

export function showArtifact(stored: Artifact): z.output<typeof artifact> {
  return { ...stored, first_seen: isoTime(stored.first_seen), last_seen: isoTime(stored.last_seen) }
}

/** An attacker with what the profile analyzer knows; null and empty until it has looked. */
export function showAttacker({ profile, ...stored }: AttackerWithProfile): z.output<typeof attacker> {
  return {
    ...stored,
    first_seen: isoTime(stored.first_seen),
    last_seen: isoTime(stored.last_seen),
    last_rotation_at: isoTimeOrNull(stored.last_rotation_at),
    tempo: profile?.tempo ?? null,
    tempo_reason: profile?.tempo_reason ?? null,
    depth: profile?.depth ?? null,
    services: profile?.services ?? [],
    deckies: profile?.deckies ?? [],
  }
}
