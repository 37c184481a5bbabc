// Probes of administration: configuration, server, replication, access; what attackers reach for.
import type { Draw } from '../draw.ts'
import type { Probe } from '../oracle.ts'
import { anyOrder } from './grammar.ts'

type Line = readonly [name: string, ...steps: string[]]

function family(name: string, lines: readonly Line[], extra: Partial<Probe> = {}): Probe[] {
  return lines.map(([label, ...steps]) => ({
    family: name,
    name: label,
    steps: steps.map((step) =>
      step
        .split(' ; ')
        .map((line) => `${line}\r\n`)
        .join(''),
    ),
    drawn: /\bdrawn\b/.test(label),
    quiet: 30,
    ...extra,
  }))
}

/** CONFIG: every parameter by name, and what cannot be set. */
export function configProbes(draw: Draw): Probe[] {
  const w = draw.word()
  const n = draw.number(1, 900)
  const settable = draw.pick(['timeout', 'slowlog-max-len', 'maxclients', 'hz', 'repl-timeout', 'tcp-keepalive'])
  return [
    ...family(
      'config',
      [
        [
          'CONFIG GET, drawn name',
          `CONFIG GET ${draw.pick(['maxmemory', 'save', 'appendonly', 'databases', 'timeout', 'loglevel', 'port'])}`,
        ],
        ['CONFIG GET dbfilename', 'CONFIG GET dbfilename'],
        ['CONFIG GET unknown, drawn', `CONFIG GET ${w}`],
        ['CONFIG GET', 'CONFIG GET'],
        ['CONFIG', 'CONFIG'],
        ['CONFIG drawn word', `CONFIG ${w}`],
        ['CONFIG HELP', 'CONFIG HELP'],
        ['config get in odd case', 'cOnFiG gEt MAXMEMORY'],
        ['CONFIG SET and GET, drawn', `CONFIG SET ${settable} ${n} ; CONFIG GET ${settable}`],
        ['CONFIG SET drawn word for a number', `CONFIG SET ${settable} ${w}`],
        ['CONFIG SET unknown, drawn', `CONFIG SET ${w} 1`],
        ['CONFIG SET dir', 'CONFIG SET dir /tmp'],
        ['CONFIG SET dir /root/.ssh', 'CONFIG SET dir /root/.ssh'],
        ['CONFIG SET dir /var/spool/cron', 'CONFIG SET dir /var/spool/cron'],
        ['CONFIG SET dbfilename drawn', `CONFIG SET dbfilename ${w}.so`],
        ['CONFIG SET dbfilename with a path', 'CONFIG SET dbfilename a/b'],
        ['CONFIG SET an immutable', 'CONFIG SET databases 4'],
        ['CONFIG SET two, the second unknown, drawn', `CONFIG SET timeout 0 ${w} 1`],
        ['CONFIG SET the same twice', 'CONFIG SET timeout 0 timeout 1'],
        ['CONFIG SET odd', 'CONFIG SET timeout'],
        ['CONFIG SET maxmemory 100mb', 'CONFIG SET maxmemory 100mb ; CONFIG GET maxmemory ; CONFIG SET maxmemory 0'],
        ['CONFIG SET maxmemory drawn word', `CONFIG SET maxmemory ${w}`],
        ['CONFIG SET maxmemory-policy drawn word', `CONFIG SET maxmemory-policy ${w}`],
        ['CONFIG SET appendonly drawn word', `CONFIG SET appendonly ${w}`],
        ['CONFIG SET save', 'CONFIG SET save "60 1" ; CONFIG GET save ; CONFIG SET save ""'],
        ['CONFIG SET loglevel', 'CONFIG SET loglevel verbose ; CONFIG GET loglevel ; CONFIG SET loglevel notice'],
        ['CONFIG SET hz out of range', 'CONFIG SET timeout -1'],
        ['CONFIG SET protected-mode', 'CONFIG SET protected-mode no ; CONFIG GET protected-mode'],
        [
          'CONFIG SET stop-writes-on-bgsave-error',
          'CONFIG SET stop-writes-on-bgsave-error no ; CONFIG SET stop-writes-on-bgsave-error yes',
        ],
        ['CONFIG RESETSTAT', 'CONFIG RESETSTAT'],
        ['CONFIG RESETSTAT extra', 'CONFIG RESETSTAT now'],
        ['CONFIG GET two patterns', 'CONFIG GET maxmemory-samples hash-max-listpack-value'],
      ],
      { mask: (said) => (said.includes('hash-max') ? anyOrder(said) : said) },
    ),
    ...family(
      'config',
      [
        ['CONFIG GET *, names', 'CONFIG GET *'],
        ['CONFIG GET *max*', 'CONFIG GET *max*'],
        ['CONFIG GET *-*-* drawn', `CONFIG GET *${draw.pick(['a', 'e', 'i', 'o'])}*`],
      ],
      {
        mask: (said) => pairs(said, ['dir', 'bind', 'pidfile', 'logfile', 'port', 'unixsocket', 'aclfile']),
      },
    ),
  ]
}

/** An answer of name and value pairs, sorted by name; the values of `own` names are each side's own. */
function pairs(said: string, own: readonly string[]): string {
  const lines = said.split('\r\n').filter((line) => !/^[*$]\d+$/.test(line))
  const out: string[] = [said.split('\r\n')[0] ?? '']
  for (let index = 0; index + 1 < lines.length; index += 2) {
    const name = lines[index] ?? ''
    out.push(own.includes(name) ? name : `${name}=${lines[index + 1]}`)
  }
  return out.sort().join('\n')
}

const FIXED =
  /^(redis_version|redis_git_sha1|redis_git_dirty|redis_build_id|redis_mode|arch_bits|monotonic_clock|multiplexing_api|atomicvar_api|gcc_version|hz|configured_hz|io_threads_active|maxclients|maxmemory.*|mem_allocator|loading|rdb_last_bgsave_status|aof_.*|role|connected_slaves|master_failover_state|master_replid2|repl_backlog_size|second_repl_offset|cluster_enabled)$/

/** INFO: every section's fields in order, and the values that must agree. */
export function infoFields(said: string): string {
  return said
    .split('\r\n')
    .map((line) => {
      if (/^\$\d+$/.test(line)) return '$'
      const at = line.indexOf(':')
      const name = line.slice(0, at)
      if (at < 0 || FIXED.test(name)) return line
      if (/^(cmdstat_|errorstat_|latency_percentiles|db\d+)/.test(name)) return ''
      return name
    })
    .filter((line, index, all) => line !== '' || all[index - 1] !== '')
    .join('\n')
}

/** INFO, COMMAND, and the rest of the server's own commands. */
export function serverProbes(draw: Draw): Probe[] {
  const w = draw.word()
  const sections = [
    'server',
    'clients',
    'memory',
    'persistence',
    'stats',
    'replication',
    'cpu',
    'modules',
    'errorstats',
    'cluster',
    'keyspace',
  ]
  return [
    ...family(
      'info',
      [
        ['INFO', 'INFO'],
        ['INFO everything', 'INFO everything'],
        ['INFO all', 'INFO all'],
        ['INFO default', 'INFO default'],
        ['INFO unknown, drawn', `INFO ${w}`],
        ['INFO two sections', 'INFO server cpu'],
        ['INFO in odd case', 'info SeRvEr'],
        ['INFO drawn section', `INFO ${draw.pick(sections)}`],
        ...sections.map((section): Line => [`INFO ${section}`, `INFO ${section}`]),
      ],
      { mask: infoFields },
    ),
    ...family(
      'info',
      [['INFO keyspace after a flush, drawn', `SELECT 9 ; FLUSHDB ; SET a${w} 1 ; SET b${w} 1 EX 100000`, 'INFO keyspace', 'FLUSHDB']],
      { mask: (said) => (/db9:.*/.exec(said)?.[0] ?? said).replace(/avg_ttl=\d+/, 'avg_ttl=N') },
    ),
    ...family('info', [['INFO errorstats after a flush, drawn', `CONFIG RESETSTAT ; ${w}`, 'INFO errorstats']]),
    ...family('server', serverLines(w), { mask: (said) => said.replace(/(\*2\r\n\$10\r\n)\d{10}\r\n\$\d+\r\n\d+/, '$1T') }),
    ...family(
      'server',
      [
        ['COMMAND LIST', 'COMMAND LIST'],
        // The order of subcommands is that of a hash table with a seed of its own.
        ['COMMAND INFO of a container', 'COMMAND INFO config'],
        ['COMMAND LIST FILTERBY ACLCAT dangerous', 'COMMAND LIST FILTERBY ACLCAT dangerous'],
        ['COMMAND LIST FILTERBY PATTERN drawn', `COMMAND LIST FILTERBY PATTERN ${w.slice(0, 1)}*`],
        ['ACL CAT', 'ACL CAT'],
      ],
      { mask: anyOrder },
    ),
  ]
}

function serverLines(w: string): readonly Line[] {
  return [
    ['COMMAND COUNT', 'COMMAND COUNT'],
    ['COMMAND INFO get', 'COMMAND INFO get'],
    ['COMMAND INFO of several', 'COMMAND INFO set xadd nosuch lpush eval sort'],
    ['COMMAND INFO unknown, drawn', `COMMAND INFO ${w}`],
    ['COMMAND GETKEYS drawn', `COMMAND GETKEYS MSET a${w} 1 b${w} 2`],
    ['COMMAND GETKEYS of none', 'COMMAND GETKEYS PING'],
    ['COMMAND GETKEYS unknown, drawn', `COMMAND GETKEYS ${w}`],
    ['COMMAND drawn word', `COMMAND ${w}`],
    ['COMMAND DOCS unknown, drawn', `COMMAND DOCS ${w}`],
    ['COMMAND DOCS get', 'COMMAND DOCS get'],
    ['DBSIZE of an empty database', 'SELECT 11 ; DBSIZE'],
    ['FLUSHDB ASYNC', 'SELECT 11 ; FLUSHDB ASYNC'],
    ['FLUSHALL drawn word', `FLUSHALL ${w}`],
    ['SWAPDB', 'SWAPDB 12 13'],
    ['SWAPDB out of range', 'SWAPDB 0 99'],
    ['SWAPDB drawn word', `SWAPDB ${w} 1`],
    ['TIME', 'TIME'],
    ['LOLWUT', 'LOLWUT VERSION 1'],
    ['DEBUG SLEEP', 'DEBUG SLEEP 0'],
    ['DEBUG drawn word', `DEBUG ${w}`],
    ['DEBUG', 'DEBUG'],
    ['MODULE LIST', 'MODULE LIST'],
    ['MODULE LOAD drawn', `MODULE LOAD /tmp/${w}.so`],
    ['MODULE UNLOAD drawn', `MODULE UNLOAD ${w}`],
    ['MODULE', 'MODULE'],
    ['SLOWLOG GET', 'SLOWLOG GET'],
    ['SLOWLOG LEN', 'SLOWLOG LEN'],
    ['SLOWLOG RESET', 'SLOWLOG RESET'],
    ['SLOWLOG drawn word', `SLOWLOG ${w}`],
    ['LATENCY LATEST', 'LATENCY LATEST'],
    ['LATENCY HISTORY drawn', `LATENCY HISTORY ${w}`],
    ['LATENCY RESET', 'LATENCY RESET'],
    ['LATENCY DOCTOR', 'LATENCY DOCTOR'],
    ['MEMORY USAGE nokey', 'MEMORY USAGE nokey'],
    ['MEMORY drawn word', `MEMORY ${w}`],
    ['MEMORY PURGE', 'MEMORY PURGE'],
    ['LASTSAVE extra', 'LASTSAVE x'],
    ['SAVE', 'SAVE'],
    ['BGSAVE', 'BGSAVE'],
    ['BGSAVE drawn word', `BGSAVE ${w}`],
    ['BGREWRITEAOF extra', 'BGREWRITEAOF x'],
    ['SHUTDOWN drawn word', `SHUTDOWN ${w}`],
    ['SHUTDOWN ABORT', 'SHUTDOWN ABORT'],
    ['MONITOR extra', 'MONITOR x'],
    ['CLUSTER INFO', 'CLUSTER INFO'],
    ['CLUSTER drawn word', `CLUSTER ${w}`],
    ['READONLY', 'READONLY'],
    ['ASKING', 'ASKING'],
    ['MIGRATE', 'MIGRATE 192.0.2.1 6379 nokey 0 100'],
    ['PFDEBUG', 'PFDEBUG'],
    ['XADD and XLEN drawn', `XADD st${w} 1-1 f ${w} ; XLEN st${w} ; XRANGE st${w} - + ; DEL st${w}`],
    ['XADD bad id, drawn', `XADD st${w} ${w} f v`],
    ['XREAD of nothing', 'XREAD STREAMS nostream 0'],
    [
      'GEOADD and GEODIST',
      `GEOADD geo${w} 13.361389 38.115556 Palermo 15.087269 37.502669 Catania ; GEODIST geo${w} Palermo Catania km ; GEOHASH geo${w} Palermo ; DEL geo${w}`,
    ],
    ['GEOADD out of range', `GEOADD geo${w} 200 38 x`],
  ]
}

/** Replication and access control. */
export function accessProbes(draw: Draw): Probe[] {
  const w = draw.word()
  return [
    ...family(
      'replication',
      [
        ['ROLE', 'ROLE'],
        ['REPLICAOF NO ONE', 'REPLICAOF NO ONE'],
        ['SLAVEOF no one in odd case', 'SlaveOf no oNe'],
        ['SLAVEOF', 'SLAVEOF'],
        ['SLAVEOF drawn port word', `SLAVEOF 127.0.0.1 ${w}`],
        ['SLAVEOF port 0', 'SLAVEOF 127.0.0.1 0'],
        ['SLAVEOF port 70000', 'SLAVEOF 127.0.0.1 70000'],
        ['REPLICAOF a dead port, twice, and back', 'REPLICAOF 127.0.0.1 9 ; REPLICAOF 127.0.0.1 9 ; SET a 1 ; REPLICAOF NO ONE'],
        ['INFO replication as a replica', 'REPLICAOF 127.0.0.1 9', 'INFO replication', 'ROLE ; REPLICAOF NO ONE'],
        ['REPLCONF listening-port', 'REPLCONF listening-port 6380'],
        ['REPLCONF capa', 'REPLCONF capa eof capa psync2'],
        ['REPLCONF drawn word', `REPLCONF ${w} 1`],
        ['REPLCONF odd', 'REPLCONF a'],
        ['PSYNC extra', 'PSYNC a b c'],
        ['FAILOVER', 'FAILOVER'],
        ['FAILOVER ABORT', 'FAILOVER ABORT'],
      ],
      {
        mask: (said) =>
          said
            .replaceAll(
              /(master_replid2?|slave_read_repl_offset|slave_repl_offset|master_repl_offset|repl_backlog_first_byte_offset|repl_backlog_histlen|master_link_down_since_seconds|master_last_io_seconds_ago|master_sync_last_io_seconds_ago):-?\w+/g,
              '$1:N',
            )
            .replaceAll(/\$\d+\r\n(# Replication)/g, '$$N\r\n$1')
            .replaceAll(/\$\d+\r\n(connect|connecting|sync)\r\n:-?\d+/g, '$$N\r\nstate\r\n:N')
            .replaceAll(/:\d+\r\n\*0\r\n$/g, ':N\r\n*0\r\n'),
      },
    ),
    ...family('acl', [
      ['ACL WHOAMI', 'ACL WHOAMI'],
      ['ACL LIST', 'ACL LIST'],
      ['ACL USERS', 'ACL USERS'],
      ['ACL GETUSER default', 'ACL GETUSER default'],
      ['ACL GETUSER unknown, drawn', `ACL GETUSER ${w}`],
      ['ACL CAT drawn word', `ACL CAT ${w}`],
      ['ACL drawn word', `ACL ${w}`],
      ['ACL', 'ACL'],
      ['ACL SETUSER with a bad rule, drawn', `ACL SETUSER u${w} ${w}`],
      [
        'ACL SETUSER, AUTH and DELUSER, drawn',
        `ACL SETUSER u${w} on >${w} +@all ~* ; AUTH u${w} ${w} ; ACL WHOAMI ; AUTH u${w} wrong ; ACL DELUSER u${w}`,
      ],
      ['ACL DELUSER default', 'ACL DELUSER default'],
      ['ACL DELUSER unknown, drawn', `ACL DELUSER ${w}`],
      ['ACL LOG RESET', 'ACL LOG RESET ; ACL LOG'],
      ['ACL SAVE', 'ACL SAVE'],
      ['ACL LOAD', 'ACL LOAD'],
      ['ACL GENPASS bad', 'ACL GENPASS x'],
    ]),
  ]
}

/** The same server with a password: who may do what before and after AUTH. */
export function passwordProbes(draw: Draw, password: string): Probe[] {
  const w = draw.word()
  return family('password', [
    ['PING before', 'PING'],
    ['unknown command before, drawn', w],
    ['wrong arity before', 'GET'],
    ['GET before, drawn', `GET ${w}`],
    ['INFO before', 'INFO'],
    ['QUIT before', 'QUIT'],
    ['RESET before', 'RESET'],
    ['HELLO before', 'HELLO 3'],
    ['HELLO alone before', 'HELLO'],
    ['HELLO 3 AUTH wrong, drawn', `HELLO 3 AUTH default ${w}`],
    ['AUTH wrong, drawn', `AUTH ${w}`],
    ['AUTH unknown user, drawn', `AUTH ${w} ${w}`],
    ['AUTH, then GET, drawn', `AUTH ${password} ; GET ${w}`],
    ['AUTH default', `AUTH default ${password} ; PING`],
    ['AUTH right, then wrong, drawn', `AUTH ${password} ; AUTH ${w} ; PING`],
    ['AUTH missing', 'AUTH'],
    ['MULTI before', 'MULTI ; EXEC'],
    ['SUBSCRIBE before', 'SUBSCRIBE x'],
    ['multibulk of 11 before', '*11'],
    ['bulk of 16385 before', '*1 ; $16385'],
    ['CONFIG GET requirepass after', `AUTH ${password} ; CONFIG GET requirepass`],
    ['ACL WHOAMI after', `AUTH ${password} ; ACL WHOAMI`],
    ['COMMAND before', 'COMMAND COUNT'],
    ['POST before', 'POST / HTTP/1.1'],
  ])
}
