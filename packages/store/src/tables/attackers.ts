// Attackers, the identities they stand for, what they touched, and their profiles.
import type { Attacker, AttackerProfile } from '@decnet/kernel'

/** `ip_key` is the address as 32 hex digits (IPv4 mapped into ::ffff:0:0/96), so that a network is a range. */
export type AttackersTable = Omit<Attacker, 'decky_count'> & { ip_key: string }

/** An identity; a stub of it is made with each attacker. */
export interface AttackerIdentitiesTable {
  uuid: string
  merged_into_uuid: string | null
  schema_version: number
  kd_digraph_simhash: string | null
}

/** That an attacker touched a decky's service; `service` is empty where no service was involved. */
export interface AttackerTouchesTable {
  attacker_uuid: string
  decky_id: string
  service: string
  decky: string
}

/** Written by the profile analyzer alone; `services`, `deckies` and `counts` are JSON text. */
export type AttackerProfilesTable = Omit<AttackerProfile, 'services' | 'deckies' | 'counts'> & {
  services: string
  deckies: string
  counts: string
  /** The position of `depth` in the kernel's list, for sorting. */
  depth_rank: number
  /** What the analyzer needs to go on from here, JSON text of its own shape; null where it needs nothing. */
  state: string | null
}
