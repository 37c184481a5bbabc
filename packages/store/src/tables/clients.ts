// What clients said or showed about themselves.

/** `uuid` is a UUIDv5 over attacker, what and value: values are too long to be a key. */
export interface ClientsTable {
  uuid: string
  attacker_uuid: string
  what: string
  value: string
  first_seen: number
  last_seen: number
  count: number
}
