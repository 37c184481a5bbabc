// Credentials: each combination of attacker, decky, service, method, principal and secret once, with how often it was tried.
import { namespaces, uuidv5 } from '@decnet/kernel'
import { type CredentialDelta, credentials, type NewEvent } from '@decnet/store'
import type { Projection } from '../projection.ts'

type Tried = Extract<NewEvent, { kind: 'credential.tried' }>
type Sum = { -readonly [Name in keyof CredentialDelta]: CredentialDelta[Name] }

function begin(event: Tried, who: { uuid: string; attacker: string; session: string }): Sum {
  const { facts } = event
  return {
    uuid: who.uuid,
    attacker_uuid: who.attacker,
    decky_id: event.decky_id,
    decky: event.decky,
    service: event.service ?? '',
    method: facts.method,
    principal: facts.principal ?? null,
    secret: facts.secret,
    secret_b64: facts.secret_b64,
    outcome: facts.outcome,
    challenge: facts.challenge ?? null,
    salt: facts.salt ?? null,
    tries: 0,
    first_seen: event.time,
    last_seen: event.time,
    last_session: who.session,
  }
}

/** The id of a credential: the same wherever it is worked out. The bytes of the secret decide, not their printable form. */
function credentialId(event: Tried): string {
  const { method, principal, secret_b64 } = event.facts
  const name = JSON.stringify([event.attacker_uuid, event.decky_id, event.service, method, principal ?? null, secret_b64])
  return uuidv5(namespaces.credential, name)
}

/** What `events` add to credentials. */
function credentialDeltas(events: readonly NewEvent[]): CredentialDelta[] {
  const sums = new Map<string, Sum>()
  for (const event of events) {
    const { attacker_uuid: attacker, session } = event
    if (event.kind !== 'credential.tried' || attacker === null || session === null) continue
    const uuid = credentialId(event)
    let sum = sums.get(uuid)
    if (sum === undefined) {
      sum = begin(event, { uuid, attacker, session })
      sums.set(uuid, sum)
    }
    sum.tries++
    sum.last_session = session
    if (event.facts.outcome === 'accepted') sum.outcome = 'accepted'
    if (event.time < sum.first_seen) sum.first_seen = event.time
    if (event.time > sum.last_seen) sum.last_seen = event.time
    sum.challenge = event.facts.challenge ?? sum.challenge
    sum.salt = event.facts.salt ?? sum.salt
  }
  return [...sums.values()]
}

export const credentialsProjection: Projection = {
  name: 'credentials',
  plan(events) {
    const deltas = credentialDeltas(events)
    return (tx) => credentials.upsert(tx, deltas)
  },
  async clear(tx) {
    await tx.deleteFrom('credentials').execute()
  },
}
