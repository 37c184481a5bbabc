// MONITOR: every command, as it is run, to whoever watches.
import type { Client } from './client.ts'
import { masked } from './facts.ts'
import { status } from './reply.ts'
import type { Server } from './server.ts'

/** Tells the monitors about a command. AUTH and the like are told to nobody, as in Redis. */
export function feedMonitors(server: Server, client: Client, argv: readonly string[]): void {
  let line: string | undefined
  for (const monitor of server.clients.values()) {
    if (!monitor.monitoring) continue
    line ??= monitorLine(server, client, argv)
    monitor.write(status(line))
  }
}

function monitorLine(server: Server, client: Client, argv: readonly string[]): string {
  const now = server.clock.now()
  const micros = String((now * 1000 + ((client.id * 7919 + server.counters.commands * 104_729) % 1000)) % 1_000_000).padStart(6, '0')
  const peer = `${client.talk.peer.ip}:${client.talk.peer.port}`
  return `${Math.floor(now / 1000)}.${micros} [${client.db} ${peer}] ${masked(argv).map(represented).join(' ')}`
}

const NAMED: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\x07': '\\a',
  '\b': '\\b',
  '"': '\\"',
  '\\': '\\\\',
}

/** A word in quotes with escapes, as Redis shows raw bytes (sdscatrepr). */
export function represented(word: string): string {
  let text = '"'
  for (const letter of word) {
    const code = letter.charCodeAt(0)
    text += NAMED[letter] ?? (code >= 0x20 && code < 0x7f ? letter : `\\x${code.toString(16).padStart(2, '0')}`)
  }
  return `${text}"`
}
