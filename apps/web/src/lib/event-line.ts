// An event in words: what happened, the data it happened with, and how it is marked on a time line.
import type { EventKindName } from '@decnet/kernel'
import type { EventRow } from './api.ts'
import { bytes, counted } from './format.ts'
import { duration } from './time.ts'

export const marks = ['connection', 'client', 'request', 'command', 'credential', 'accepted', 'file', 'trouble'] as const
/** How an event is drawn. */
export type Mark = (typeof marks)[number]

export interface EventLine {
  readonly mark: Mark
  readonly verb: string
  /** Attacker-made: show it as code, never as anything else. */
  readonly code: string
  readonly note: string
}

type Facts = Readonly<Record<string, unknown>>
type Words = Omit<EventLine, 'mark'>

function text(facts: Facts, name: string): string {
  const value = facts[name]
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

function number(facts: Facts, name: string): number {
  const value = facts[name]
  return typeof value === 'number' ? value : 0
}

const say = (verb: string, code = '', note = ''): Words => ({ verb, code, note })

const words: Readonly<Record<EventKindName, (facts: Facts) => Words>> = {
  'client.identified': (facts) =>
    say(`Showed its ${text(facts, 'what').replaceAll('_', ' ')}`, text(facts, 'text') || text(facts, 'value')),
  'command.ran': (facts) => say('Ran', text(facts, 'command'), text(facts, 'outcome') === 'error' ? text(facts, 'error') || 'error' : ''),
  'connection.closed': (facts) =>
    say(
      'Connection ended',
      '',
      `after ${duration(number(facts, 'duration_ms'))}, ${bytes(number(facts, 'bytes_in'))} in, ${bytes(number(facts, 'bytes_out'))} out, by ${text(facts, 'reason')}`,
    ),
  'connection.opened': (facts) => say('Connected', '', `over ${text(facts, 'transport')}`),
  'connection.refused': (facts) =>
    say(
      'Turned away',
      '',
      `${counted(number(facts, 'count'), 'connection')} to port ${number(facts, 'port')}, limit ${text(facts, 'limit').replace('_', ' ')}`,
    ),
  'conversation.crashed': (facts) => say('Service failed while talking', text(facts, 'error')),
  'credential.tried': (facts) =>
    say(`Tried a ${text(facts, 'method')} credential`, text(facts, 'principal') || '(no name)', text(facts, 'outcome')),
  'decky.configured': (facts) => say('Took on configuration', '', `revision ${number(facts, 'revision')} at ${text(facts, 'address')}`),
  'decky.removed': () => say('Was taken down'),
  'events.lost': (facts) => say('Lost', '', `${number(facts, 'count')} ${text(facts, 'what')}`),
  'file.captured': (facts) =>
    say(
      'Left a file',
      text(facts, 'name') || text(facts, 'sha256').slice(0, 12),
      `${bytes(number(facts, 'size'))}, ${text(facts, 'mime')}, by ${text(facts, 'how')}`,
    ),
  'file.requested': (facts) => say('Asked the decky to fetch from', text(facts, 'address'), `with ${text(facts, 'tool')}; it did not`),
  'request.made': (facts) =>
    say(
      'Requested',
      `${text(facts, 'method')} ${text(facts, 'target')}`,
      text(facts, 'malformed') ? `malformed: ${text(facts, 'malformed')}` : `answered ${number(facts, 'status')}`,
    ),
  'tarpit.entered': (facts) =>
    say('Entered the tarpit', '', `port ${number(facts, 'port')}, ${duration(number(facts, 'delay_ms'))} a step`),
  'tarpit.left': (facts) => say('Left the tarpit', '', `held ${duration(number(facts, 'held_ms'))}`),
}

const markOf: Readonly<Record<EventKindName, Mark>> = {
  'client.identified': 'client',
  'command.ran': 'command',
  'connection.closed': 'connection',
  'connection.opened': 'connection',
  'connection.refused': 'connection',
  'conversation.crashed': 'trouble',
  'credential.tried': 'credential',
  'decky.configured': 'client',
  'decky.removed': 'client',
  'events.lost': 'trouble',
  'file.captured': 'file',
  'file.requested': 'file',
  'request.made': 'request',
  'tarpit.entered': 'connection',
  'tarpit.left': 'connection',
}

/** What an event says. A kind that this page does not know yet is named as it is. */
export function eventLine(event: Pick<EventRow, 'kind' | 'facts'>): EventLine {
  const describe = words[event.kind]
  if (!describe) return { mark: 'client', verb: event.kind, code: '', note: '' }
  const accepted = event.kind === 'credential.tried' && event.facts.outcome === 'accepted'
  return { mark: accepted ? 'accepted' : markOf[event.kind], ...describe(event.facts) }
}

export const markTitles: Readonly<Record<Mark, string>> = {
  connection: 'Connection',
  client: 'Client shown',
  request: 'Request',
  command: 'Command',
  credential: 'Credential tried',
  accepted: 'Credential accepted',
  file: 'File',
  trouble: 'Trouble on our side',
}
