// Every finding that analysis may announce: its topic, and the schema of its payload.
import { z } from 'zod'

const who = { attacker_uuid: z.uuid(), ip: z.string() }

export const findingKinds = {
  'attacker.observed': {
    title: 'A source address was seen for the first time',
    payload: z.object({ ...who, decky: z.string(), service: z.string().nullable() }),
  },
  'attacker.tempo.changed': {
    title: 'What drives an attacker, a person or a program, became clear or changed',
    payload: z.object({ ...who, tempo: z.enum(['unknown', 'human', 'automated']), reason: z.string() }),
  },
  'credential.captured': {
    title: 'A decky accepted a credential',
    payload: z.object({ ...who, decky: z.string(), service: z.string().nullable(), principal: z.string().nullable() }),
  },
} as const

/** A topic of the findings catalogue. */
export type FindingTopic = keyof typeof findingKinds
/** The payload that goes with a topic. */
export type FindingPayload<Topic extends FindingTopic> = z.output<(typeof findingKinds)[Topic]['payload']>

/** All finding topics, sorted. */
export const findingTopics = Object.keys(findingKinds) as readonly FindingTopic[]

/** A finding as analysis announces it; `natural_key` makes its id deterministic. */
export interface NewFinding<Topic extends FindingTopic = FindingTopic> {
  readonly topic: Topic
  readonly subject: string
  readonly natural_key: string
  readonly time: number
  readonly payload: FindingPayload<Topic>
}

/** A finding as stored. */
export interface Finding {
  readonly seq: number
  readonly id: string
  readonly analyzer: string
  readonly topic: FindingTopic
  readonly subject: string
  readonly time: number
  readonly payload: FindingPayload<FindingTopic>
}
