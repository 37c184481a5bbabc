// What the kitchen cooks with: one of each shape, made up and marked so.
import type { DeckyState } from '@decnet/kernel'
import type { EventRow, Histogram, Operation } from '../../lib/api.ts'

const DECKY = '00000000-0000-5000-8000-000000000001'
const START = Date.UTC(2026, 0, 2, 3, 4, 5)

function sample(seq: number, kind: EventRow['kind'], facts: EventRow['facts']): EventRow {
  const time = new Date(START + seq * 1_700).toISOString()
  return {
    seq,
    id: `00000000-0000-7000-8000-${String(seq).padStart(12, '0')}`,
    time,
    received: time,
    kind,
    origin: 'sensor',
    source: 'live',
    host: 'kitchen',
    decky_id: DECKY,
    decky: 'sample-01',
    topology_id: null,
    service: 'sample',
    session: '00000000-0000-7000-8000-00000000aaaa',
    attacker_uuid: null,
    peer_ip: '192.0.2.7',
    peer_port: 40_112,
    local_port: 80,
    clamped: false,
    facts,
  }
}

export const sampleEvents: readonly EventRow[] = [
  sample(1, 'connection.opened', { transport: 'tcp' }),
  sample(2, 'client.identified', { what: 'user_agent', value: 'curl/7.88.1' }),
  sample(3, 'request.made', {
    method: 'GET',
    target: '/../../etc/passwd',
    version: '1.1',
    headers: [['host', 'x']],
    status: 400,
    body_size: 0,
  }),
  sample(4, 'command.ran', { language: 'redis', command: 'CONFIG SET dir /var/spool/cron', outcome: 'ok' }),
  sample(5, 'credential.tried', { method: 'form', principal: 'admin', secret: '', secret_b64: '', outcome: 'rejected' }),
  sample(6, 'credential.tried', { method: 'form', principal: 'root', secret: '', secret_b64: '', outcome: 'accepted' }),
  sample(7, 'file.captured', {
    sha256: 'a'.repeat(64),
    size: 4_312,
    name: 'x.sh',
    mime: 'text/x-shellscript',
    how: 'upload',
    complete: true,
  }),
  sample(8, 'file.requested', { address: 'http://198.51.100.9/x.sh', tool: 'wget' }),
  sample(9, 'conversation.crashed', { error: 'sample' }),
  sample(10, 'connection.closed', { reason: 'peer', duration_ms: 15_300, bytes_in: 812, bytes_out: 4_100 }),
]

/** Text that tries to do harm where it is shown. */
export const hostileTexts: readonly string[] = [
  '<script>alert(1)</script>',
  'escape \u001b[31mred\u001b[0m and bell \u0007',
  'right to left \u202egnp.exe and zero\u200bwidth',
  'http://198.51.100.9/a.sh and https://evil.example/x?y=1',
  'A'.repeat(900),
]

export const sampleHistogram: Histogram = {
  from: new Date(START).toISOString(),
  to: new Date(START + 3_600_000).toISOString(),
  bucket_ms: 100_000,
  total: 418,
  series: ['http', 'redis', 'ssh'].map((name, row) => ({
    name,
    counts: Array.from({ length: 36 }, (_, index) => Math.max(0, Math.round(6 * Math.sin((index + row * 5) / 4) + 2 * row))),
  })),
}

export const deckyStateSamples: readonly DeckyState[] = ['running', 'pending', 'degraded', 'failed', 'unreachable']

export const sampleOperation: Operation = {
  id: '00000000-0000-7000-8000-00000000bbbb',
  kind: 'decky.add',
  subject: 'sample-02',
  state: 'running',
  steps: [
    { name: 'write desired state', state: 'done', detail: 'revision 1', updated: new Date(START).toISOString() },
    { name: 'start', state: 'running', detail: 'waiting for the sensor', updated: new Date(START).toISOString() },
    { name: 'listen', state: 'queued', detail: '', updated: new Date(START).toISOString() },
  ],
  error: null,
  created_by: 'sample',
  created: new Date(START).toISOString(),
  updated: new Date(START).toISOString(),
}
