// The profile analyzer: per attacker what was touched and how often, how far they got, and who acts: a person or a program.
import { type AttackerProfile, depths, type NewFinding, type StoredEvent } from '@decnet/kernel'
import { attackers, type Db, type Tables, type Tx } from '@decnet/store'
import { type AnalyzerTools, defineAnalyzer } from '../analyzer.ts'
import { emptyState, fold, type ProfileState } from './state.ts'

const AT_ONCE = 500

/** An event that has an attacker. */
type Seen = StoredEvent & { readonly attacker_uuid: string; readonly peer_ip: string }

function hasAttacker(event: StoredEvent): event is Seen {
  return event.attacker_uuid !== null && event.peer_ip !== null
}

async function load(tx: Tx, uuids: readonly string[]): Promise<Map<string, ProfileState>> {
  const states = new Map<string, ProfileState>()
  for (let start = 0; start < uuids.length; start += AT_ONCE) {
    const wanted = uuids.slice(start, start + AT_ONCE)
    const rows = await tx.selectFrom('attacker_profiles').selectAll().where('attacker_uuid', 'in', wanted).execute()
    for (const row of rows) states.set(row.attacker_uuid, fromRow(row))
  }
  return states
}

/** JSON that this analyzer wrote itself, in {@link toProfile}. */
function fromRow(row: Tables['attacker_profiles']): ProfileState {
  const empty = emptyState()
  return {
    counts: JSON.parse(row.counts),
    services: new Set(JSON.parse(row.services)),
    deckies: new Set(JSON.parse(row.deckies)),
    depth: depths.indexOf(row.depth),
    tempo: row.tempo,
    tempo_reason: row.tempo_reason,
    updated: row.updated,
    memory: row.state === null ? empty.memory : JSON.parse(row.state),
  }
}

function toProfile(attacker_uuid: string, state: ProfileState): AttackerProfile & { readonly state: string } {
  return {
    attacker_uuid,
    tempo: state.tempo,
    tempo_reason: state.tempo_reason,
    depth: depths[state.depth] ?? 'connected',
    services: [...state.services].sort(),
    deckies: [...state.deckies].sort(),
    counts: Object.fromEntries(Object.entries(state.counts).sort(([one], [other]) => (one < other ? -1 : 1))),
    updated: state.updated,
    state: JSON.stringify(state.memory),
  }
}

/** Keys are those of the thing found, not of the moment: what happens again is no news. */
function captured(event: Seen, who: { attacker_uuid: string; ip: string }): NewFinding[] {
  if (event.kind !== 'credential.tried' || event.facts.outcome !== 'accepted') return []
  const principal = event.facts.principal ?? null
  const natural_key = JSON.stringify([who.attacker_uuid, event.decky_id, event.service, principal])
  const payload = { ...who, decky: event.decky, service: event.service, principal }
  return [{ topic: 'credential.captured', subject: who.attacker_uuid, natural_key, time: event.time, payload }]
}

function take(states: Map<string, ProfileState>, event: Seen, announce: AnalyzerTools['announce']): void {
  const { attacker_uuid, time, decky, service } = event
  const who = { attacker_uuid, ip: event.peer_ip }
  let state = states.get(attacker_uuid)
  if (state === undefined) {
    state = emptyState()
    states.set(attacker_uuid, state)
    const payload = { ...who, decky, service }
    announce({ topic: 'attacker.observed', subject: attacker_uuid, natural_key: attacker_uuid, time, payload })
  }
  if (fold(state, event)) {
    const payload = { ...who, tempo: state.tempo, reason: state.tempo_reason }
    const natural_key = `${attacker_uuid} ${event.id}`
    announce({ topic: 'attacker.tempo.changed', subject: attacker_uuid, natural_key, time, payload })
  }
  for (const finding of captured(event, who)) announce(finding)
}

export const profile = defineAnalyzer({
  name: 'profile',
  title: 'What each attacker did, how far they got, and whether a person or a program acts',
  on: 'every',
  async run(batch, { tx, announce }) {
    const seen = batch.filter(hasAttacker)
    const states = await load(tx, [...new Set(seen.map((event) => event.attacker_uuid))])
    for (const event of seen) take(states, event, announce)
    await attackers.putProfiles(
      tx,
      [...states].map(([uuid, state]) => toProfile(uuid, state)),
    )
  },
  clear: (tx) => attackers.clearProfiles(tx),
  tables: [
    {
      name: 'attacker_profiles',
      async page(db: Db, after, limit) {
        const query = db.selectFrom('attacker_profiles').selectAll().orderBy('attacker_uuid').limit(limit)
        const rows = await (after === null ? query : query.where('attacker_uuid', '>', after)).execute()
        return rows.map((row) => ({ key: row.attacker_uuid, row }))
      },
    },
  ],
})
