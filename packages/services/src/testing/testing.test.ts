// The test bench itself: it must fail when a service says something else.
import { z } from 'zod'
import { describe, expect, it } from 'vitest'
import { defineService } from '../service.ts'
import { Inbox } from './inbox.ts'
import { parseTranscript, runTranscript } from './transcript.ts'

const echo = defineService({
  name: 'echo',
  title: 'Echo',
  listens: [{ transport: 'tcp', port: 7 }],
  options: z.object({ mark: z.string().default('') }),
  emits: ['command.ran'],
  scope: 'decky',
  load: async () => ({
    serve: async (talk, _host, options) => {
      for (let line = await talk.line(); line && !line.bytes.equals(Buffer.from('bye')); line = await talk.line()) {
        talk.emit('command.ran', { language: 'shell', command: line.bytes.toString('latin1'), outcome: 'ok' })
        await talk.clock.sleep(line.bytes.equals(Buffer.from('slow')) ? 500 : 0)
        await talk.say(`${options.mark}${line.bytes.toString('latin1')}\n`)
      }
    },
  }),
})

const good =
  'options: {"mark":"="}\n> a\\r\\n\n> b\\n\n< =a\\n\n< =b\\n\n>x 63 0a\n<x 3d 63 0a\n> slow\\n\n~ 500\n< =slow\\n\n> bye\\n\n= closed\n---\n'
const events = ['a', 'b', 'c', 'slow'].map((command) => JSON.stringify({ kind: 'command.ran', facts: { command } })).join('\n')

describe('transcripts', () => {
  it('pass when every byte and event is as written', async () => {
    await runTranscript(echo, parseTranscript(good + events))
  })

  it.each([
    ['other bytes', good.replace('< =b', '< =B') + events, /line 4, said/],
    ['a missing event', good + events.replace('"slow"', '"fast"'), /event 4/],
    ['an event too many', good + events.split('\n').slice(0, 3).join('\n'), /too many/],
    ['no close', good.replace('> bye\\n\n', '') + events, /should have closed/],
    ['bytes said before time', good.replace('~ 500\n', '') + events, /said/],
  ])('fail at %s', async (_name, text, message) => {
    await expect(runTranscript(echo, parseTranscript(text))).rejects.toThrow(message)
  })
})

describe('Inbox', () => {
  it('reads lines as they ended, and cuts overlong ones', async () => {
    const inbox = new Inbox()
    inbox.push(Buffer.from('ab\r\ncd\n123456\r'))
    inbox.push(Buffer.from('\nabcdefgh\nxy'))
    inbox.close()
    const lines = []
    for (let line = await inbox.line(6); line; line = await inbox.line(6)) lines.push([line.bytes.toString(), line.end, line.overlong])
    expect(lines).toEqual([
      ['ab', 'crlf', false],
      ['cd', 'lf', false],
      ['123456', 'crlf', false],
      ['abcdef', 'none', true],
      ['gh', 'lf', false],
      ['xy', 'none', false],
    ])
  })

  it('gives back what was put back, first', async () => {
    const inbox = new Inbox()
    inbox.push(Buffer.from('world'))
    inbox.unread(Buffer.from('hello '))
    expect((await inbox.bytes(7))?.toString()).toBe('hello w')
    expect((await inbox.chunk())?.toString()).toBe('orld')
  })
})
