// Probes that are conversations: protocol faults, states, transactions, scripting, publish and subscribe, replication.
import type { Draw } from '../draw.ts'
import type { Probe } from '../oracle.ts'
import { command } from './grammar.ts'

const crlf = (text: string) => `${text}\r\n`

/** What a client may send that is no command, or only just. */
export function protocolProbes(draw: Draw): Probe[] {
  const word = draw.word()
  const size = draw.number(100, 60_000)
  const rows: readonly (readonly [string, ...string[]])[] = [
    ['inline PING', 'PING\r\n'],
    ['inline with bare LF', 'PING\n'],
    ['inline with spaces around', '   PING   \r\n'],
    ['inline with quotes', `ECHO "${word} \\x41\\n"\r\n`],
    ['inline with single quotes', `ECHO '${word} \\' x'\r\n`],
    ['inline, unbalanced quotes', `ECHO "${word}\r\n`],
    ['inline, text after a closing quote', 'ECHO "a"b\r\n'],
    ['empty line', '\r\n\r\nPING\r\n'],
    ['NUL in an inline command', 'PI\0NG\r\n'],
    ['overlong inline', 'A'.repeat(70_000)],
    ['overlong inline with its end', `${'A'.repeat(70_000)}\r\n`],
    ['long inline within the limit', `ECHO ${'b'.repeat(size)}\r\n`],
    ['count not a number', '*a\r\n'],
    ['count too large', '*2147483648\r\n'],
    ['count of 1048577', '*1048577\r\n$4\r\nPING\r\n'],
    ['count zero', '*0\r\nPING\r\n'],
    ['count negative', '*-1\r\nPING\r\n'],
    ['count with leading zero', '*01\r\n$4\r\nPING\r\n'],
    ['count with a plus', '*+1\r\n$4\r\nPING\r\n'],
    ['overlong count', `*${'1'.repeat(70_000)}`],
    ['no dollar', '*1\r\n+PING\r\n'],
    ['no dollar, a drawn letter', `*2\r\n$4\r\nECHO\r\n${word}\r\n`],
    ['length not a number', '*1\r\n$x\r\n'],
    ['length negative', '*1\r\n$-5\r\n'],
    ['length over 512 MB', '*1\r\n$536870913\r\n'],
    ['overlong length', `*1\r\n$${'1'.repeat(70_000)}`],
    ['empty argument', '*1\r\n$0\r\n\r\n'],
    ['data longer than its length', '*1\r\n$4\r\nPINGPING\r\nPING\r\n'],
    ['a drawn size in a bulk', command('ECHO', draw.word(1, 1).repeat(size))],
    ['binary in a bulk', command('ECHO', '\0\x01\xff\r\n\x80')],
    ['HTTP GET', 'GET / HTTP/1.0\r\n\r\n'],
    ['HTTP POST', 'POST / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['Host header', 'Host: example\r\nPING\r\n'],
    ['Host header in odd case', 'hOST: example\r\nPING\r\n'],
    ['TLS hello', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03abcdefgh\n'],
    ['unknown command', command(word, 'bar', 'baz')],
    ['unknown command with long arguments', command(word, 'a'.repeat(300), 'b'.repeat(40))],
    ['unknown command with a long name', command(`x${'y'.repeat(300)}`, 'z')],
    ['unknown command with line ends', command('no\r\nsuch', 'a\r\nb')],
    ['unknown command, bytes', command('\xff\xfe', '\0')],
    ['pipeline of mixed', `PING\r\n${command('ECHO', word)}${command('nosuch')}PING x\r\n`],
    ['SSH client', 'SSH-2.0-OpenSSH_9.2p1\r\n'],
    ['RDP cookie', '\x03\x00\x00\x13\x0e\xe0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x03\x00\x00\x00\r\n'],
    ['a command in two pieces', '*2\r\n$4\r\nEC', `HO\r\n$${word.length}\r\n${word}\r\n`],
    ['a line in two pieces', 'PI', 'NG\r\n'],
    ['a ping, a wait without end, then the end', `PING\r\n${command('BLPOP', 'nokey', '0')}`],
    ['a ping and a wait without end in two steps, then the end', 'PING\r\n', command('BRPOP', `no${word}`, '0')],
    ['half a command, then the end', '*2\r\n$4\r\nECHO\r\n$10\r\nabc'],
  ]
  return rows.map(([name, ...steps]) => ({
    family: 'protocol',
    name,
    steps,
    drawn: steps.some((step) => step.includes(word) || step.includes('b'.repeat(size))) || name.includes('drawn'),
    ...(name.endsWith('then the end') ? { hangUp: true } : {}),
  }))
}

type Line = readonly [name: string, ...steps: string[]]

function family(name: string, lines: readonly Line[], extra: Partial<Probe> = {}): Probe[] {
  return lines.map(([label, ...steps]) => ({
    family: name,
    name: label,
    steps: steps.map((step) => step.split(' ; ').map(crlf).join('')),
    drawn: /\bdrawn\b/.test(label),
    quiet: 30,
    ...extra,
  }))
}

/** Connection state: names, protocols, databases, subscriptions. */
export function connectionProbes(draw: Draw): Probe[] {
  const w = draw.word()
  const lines: readonly Line[] = [
    ['PING drawn', `PING ${w}`],
    ['PING a b', 'PING a b'],
    ['ECHO', 'ECHO'],
    ['QUIT', 'QUIT ; PING'],
    ['QUIT with an argument', 'QUIT now'],
    ['SELECT 15', `SELECT 15 ; SET drawn${w} 1 ; DEL drawn${w} ; SELECT 0`],
    ['SELECT 16', 'SELECT 16'],
    ['SELECT drawn word', `SELECT ${w}`],
    ['SELECT -1', 'SELECT -1'],
    ['AUTH on an open server, drawn', `AUTH ${w}`],
    ['AUTH default, drawn', `AUTH default ${w}`],
    ['AUTH unknown user, drawn', `AUTH ${w} ${w}`],
    ['AUTH', 'AUTH'],
    ['AUTH a b c', 'AUTH a b c'],
    ['CLIENT SETNAME and GETNAME, drawn', `CLIENT GETNAME ; CLIENT SETNAME ${w} ; CLIENT GETNAME`],
    ['CLIENT SETNAME with a space', 'CLIENT SETNAME "a b"'],
    ['CLIENT', 'CLIENT'],
    ['CLIENT drawn word', `CLIENT ${w}`],
    ['CLIENT SETINFO', 'CLIENT SETINFO lib-name x'],
    ['CLIENT KILL nobody', 'CLIENT KILL 1.2.3.4:5'],
    ['CLIENT KILL TYPE drawn', `CLIENT KILL TYPE ${w}`],
    ['CLIENT KILL ID of nobody', 'CLIENT KILL ID 999999999'],
    ['CLIENT REPLY OFF', 'CLIENT REPLY OFF ; PING ; CLIENT REPLY ON'],
    ['CLIENT REPLY SKIP', 'CLIENT REPLY SKIP ; PING ; PING'],
    ['CLIENT NO-EVICT ON', 'CLIENT NO-EVICT ON'],
    ['CLIENT UNPAUSE', 'CLIENT UNPAUSE'],
    ['CLIENT PAUSE drawn word', `CLIENT PAUSE ${w}`],
    ['CLIENT TRACKINGINFO', 'CLIENT TRACKINGINFO'],
    ['CLIENT GETREDIR', 'CLIENT GETREDIR'],
    ['CLIENT CACHING YES', 'CLIENT CACHING YES'],
    ['HELLO 4', 'HELLO 4'],
    ['HELLO drawn word', `HELLO ${w}`],
    ['HELLO 3 AUTH', 'HELLO 3 AUTH default'],
    ['HELLO 3 AUTH wrong, drawn', `HELLO 3 AUTH nobody ${w}`],
    ['HELLO 2 SETNAME drawn', `HELLO 2 SETNAME ${w} ; CLIENT GETNAME`],
    ['HELLO 3 BAD', 'HELLO 3 BAD'],
    ['RESET', `MULTI ; RESET ; EXEC`],
    ['RESP3 null and map', `HELLO 3 ; GET nokey ; HSET drawnh${w} f v ; HGETALL drawnh${w} ; DEL drawnh${w}`],
    [
      'RESP3 set and double',
      `HELLO 3 ; SADD s${w} m ; SMEMBERS s${w} ; ZADD z${w} 1.5 m ; ZSCORE z${w} m ; ZRANGE z${w} 0 -1 WITHSCORES ; DEL s${w} z${w}`,
    ],
    ['RESP3 CONFIG GET', 'HELLO 3 ; CONFIG GET maxmemory-policy'],
    ['RESP3 array null', 'HELLO 3 ; BLPOP nokey 0.01'],
    ['RESP3 subscribe', `HELLO 3 ; SUBSCRIBE ${w} ; PING ; GET x`],
  ]
  const ids = (said: string) => said.replaceAll(/(\$2\r\nid\r\n):\d+/g, '$1:0')
  return family('connection', lines, { mask: ids })
}

/** Transactions, scripts, publish and subscribe. */
export function stateProbes(draw: Draw): Probe[] {
  const w = draw.word()
  const n = draw.number(1, 1_000_000)
  const transactions: readonly Line[] = [
    ['EXEC without MULTI', 'EXEC'],
    ['DISCARD without MULTI', 'DISCARD'],
    ['MULTI twice', 'MULTI ; MULTI ; EXEC'],
    ['MULTI and EXEC, empty', 'MULTI ; EXEC'],
    ['MULTI with drawn values', `MULTI ; SET tx${w} ${n} ; INCR tx${w} ; GET tx${w} ; DEL tx${w} ; EXEC`],
    ['MULTI with an unknown command', `MULTI ; ${w} ; EXEC`],
    ['MULTI with a wrong arity', 'MULTI ; GET ; EXEC ; PING'],
    ['MULTI with a failing command, drawn', `MULTI ; SET tx${w} ${w} ; INCR tx${w} ; DEL tx${w} ; EXEC`],
    ['MULTI and DISCARD', `MULTI ; SET tx${w} 1 ; DISCARD ; EXISTS tx${w}`],
    ['WATCH inside MULTI', 'MULTI ; WATCH a ; EXEC'],
    ['WATCH and a change by oneself, drawn', `WATCH wk${w} ; SET wk${w} ${n} ; MULTI ; PING ; EXEC ; DEL wk${w}`],
    ['WATCH, UNWATCH', `WATCH wk${w} ; SET wk${w} 1 ; UNWATCH ; MULTI ; PING ; EXEC ; DEL wk${w}`],
    ['WATCH', 'WATCH'],
    ['SUBSCRIBE inside MULTI', 'MULTI ; SUBSCRIBE ch ; EXEC'],
    ['MULTI with an argument', 'MULTI now'],
    ['blocking inside MULTI', 'MULTI ; BLPOP nokey 0 ; EXEC'],
    ['QUIT inside MULTI', 'MULTI ; QUIT'],
  ]
  const pubsub: readonly Line[] = [
    ['SUBSCRIBE drawn', `SUBSCRIBE ${w} other ; PING ; UNSUBSCRIBE other ${w} ; PING`],
    ['SUBSCRIBE, then GET', `SUBSCRIBE ${w} ; GET a`],
    ['SUBSCRIBE, then an unknown command', `SUBSCRIBE ${w} ; nosuch`],
    ['PSUBSCRIBE drawn', `PSUBSCRIBE ${w}* ; PUNSUBSCRIBE ${w}*`],
    ['UNSUBSCRIBE from nothing', 'UNSUBSCRIBE'],
    ['PUNSUBSCRIBE drawn, from nothing', `PUNSUBSCRIBE ${w}`],
    ['PUBLISH to nobody, drawn', `PUBLISH ${w} ${n}`],
    ['PUBSUB CHANNELS, drawn', `PUBSUB CHANNELS ${w}*`],
    ['PUBSUB NUMSUB drawn', `PUBSUB NUMSUB ${w}`],
    ['PUBSUB NUMPAT', 'PUBSUB NUMPAT'],
    ['PUBSUB drawn word', `PUBSUB ${w}`],
    ['SSUBSCRIBE drawn', `SSUBSCRIBE ${w} ; SUNSUBSCRIBE`],
    ['SUBSCRIBE', 'SUBSCRIBE'],
    ['SUBSCRIBE and QUIT', `SUBSCRIBE ${w} ; QUIT`],
    ['SUBSCRIBE and RESET', `SUBSCRIBE ${w} ; RESET ; PING`],
  ]
  const two: readonly Probe[] = [
    {
      family: 'pubsub',
      name: 'a message from another connection, drawn',
      drawn: true,
      quiet: 30,
      steps: [
        { on: 0, send: command('SUBSCRIBE', w) },
        { on: 1, send: command('PUBLISH', w, `${n}`) },
      ],
    },
    {
      family: 'pubsub',
      name: 'a message by pattern, drawn',
      drawn: true,
      quiet: 30,
      steps: [
        { on: 0, send: command('PSUBSCRIBE', `${w.slice(0, 2)}*`) },
        { on: 1, send: command('PUBLISH', w, `${n}`) },
      ],
    },
    {
      family: 'transactions',
      name: 'WATCH and a change by another, drawn',
      drawn: true,
      quiet: 30,
      steps: [
        { on: 0, send: command('WATCH', `wt${w}`) + command('MULTI') + command('PING') },
        { on: 1, send: command('SET', `wt${w}`, `${n}`) },
        { on: 0, send: command('EXEC') + command('DEL', `wt${w}`) },
      ],
    },
    {
      family: 'lists',
      name: 'BLPOP woken by another, drawn',
      drawn: true,
      quiet: 30,
      steps: [
        { on: 0, send: command('BLPOP', `bl${w}`, '5') },
        { on: 1, send: command('RPUSH', `bl${w}`, `${n}`) + command('LLEN', `bl${w}`) },
      ],
    },
    {
      family: 'lists',
      name: 'BLPOP runs out',
      quiet: 150,
      steps: [command('BLPOP', `bm${w}`, '0.05') + command('PING')],
    },
  ]
  return [...family('transactions', transactions), ...family('pubsub', pubsub), ...two]
}

/** Lua. */
export function scriptingProbes(draw: Draw): Probe[] {
  const w = draw.word()
  const n = draw.number(1, 1_000_000)
  const evals: readonly (readonly [string, string, ...string[]])[] = [
    ['return 1', 'return 1', '0'],
    ['drawn number', `return ${n}`, '0'],
    ['drawn string', `return '${w}'`, '0'],
    ['drawn sum', `return ${n} + 7 * 3`, '0'],
    ['table', "return {1,2,{3,'four'},nil,5}", '0'],
    ['true, false, nil', 'return {true,false}', '0'],
    ['nothing', '', '0'],
    ['fraction', 'return 3.99', '0'],
    ['KEYS and ARGV, drawn', 'return {KEYS[1],ARGV[1],ARGV[2],#KEYS,#ARGV}', '1', w, `${n}`, 'x'],
    [
      'redis.call SET and GET, drawn',
      "redis.call('SET',KEYS[1],ARGV[1]) local v=redis.call('GET',KEYS[1]) redis.call('DEL',KEYS[1]) return v",
      '1',
      `ev${w}`,
      `${n}`,
    ],
    ['status reply', "return redis.status_reply('FINE')", '0'],
    ['error reply', "return redis.error_reply('BAD thing')", '0'],
    ['ok table, drawn', `return {ok='${w}'}`, '0'],
    ['err table, drawn', `return {err='${w}'}`, '0'],
    ['call fails', "return redis.call('INCR','a','b')", '0'],
    ['call of nothing', "return redis.call('nosuch')", '0'],
    ['pcall fails', "return redis.pcall('nosuch')", '0'],
    ['call without arguments', 'return redis.call()', '0'],
    ['syntax error', 'return return', '0'],
    ['syntax error, drawn', `${w} ${w}`, '0'],
    ['unfinished string', "return 'abc", '0'],
    ['unknown global, drawn', `return ${w}x`, '0'],
    ['assigning a global, drawn', `${w}x = 1`, '0'],
    ['package.loadlib', "local io_l = package.loadlib('/usr/lib/x86_64-linux-gnu/liblua5.1.so.0','luaopen_io'); return io_l()", '0'],
    ['os.execute', "return os.execute('id')", '0'],
    ['io.popen', "return io.popen('id')", '0'],
    ['loop, drawn', `local s = 0 for i=1,${(n % 500) + 1} do s = s + i end return s`, '0'],
    ['while and if', 'local i = 0 while true do i = i + 1 if i > 9 then break end end return i', '0'],
    ['function', 'local function f(a,b) return a..b end return f(1,2)', '0'],
    ['string library, drawn', `return string.upper('${w}')..string.len('${w}')..string.sub('${w}',2,3)..string.rep('a',3)`, '0'],
    ['string.format, drawn', `return string.format('%d %s %5.2f %x', ${n}, '${w}', 1.5, 255)`, '0'],
    ['string.gsub', "return {string.gsub('hello world','o','0')}", '0'],
    ['string.find and match', "return {string.find('hello','l+'), string.match('k=v','(%w+)=(%w+)')}", '0'],
    ['table library', "local t={3,1,2} table.sort(t) table.insert(t,9) return table.concat(t,',')", '0'],
    ['math, drawn', `return {math.floor(${n}/7), math.max(1,5,3), math.abs(-4)}`, '0'],
    ['tostring and type', 'return {tostring(1),tostring(nil),type({}),tonumber("10")}', '0'],
    ['cjson, drawn', `return cjson.encode({1,2,'${w}'})`, '0'],
    ['sha1hex, drawn', `return redis.sha1hex('${w}')`, '0'],
    ['error with text', "error('boom')", '0'],
    ['error with a table', "error({err='My Err'})", '0'],
    ['calling nil', 'local a = nil return a()', '0'],
    ['indexing nil', 'local a = nil return a.b', '0'],
    ['arithmetic on a string', "return 1 + 'x'", '0'],
    ['adding number strings', "return '10' + 5", '0'],
    ['negative keys', 'return 1', '-1'],
    ['more keys than arguments', 'return 1', '2', 'a'],
    ['keys not a number, drawn', 'return 1', w],
    ['redis.log', "redis.log(redis.LOG_NOTICE,'x') return 1", '0'],
    ['nested call result', "return redis.call('LRANGE','nolist',0,-1)", '0'],
    ['nil from GET', "return redis.call('GET','nokey') == false", '0'],
  ]
  const rows = evals.map(
    ([name, script, ...rest]): Probe => ({
      family: 'scripting',
      name: `EVAL ${name}`,
      drawn: name.includes('drawn'),
      quiet: 20,
      steps: [command('EVAL', script, ...rest)],
    }),
  )
  return [
    ...rows,
    ...family('scripting', [
      ['EVAL', 'EVAL'],
      ['EVALSHA of nothing', 'EVALSHA ffffffffffffffffffffffffffffffffffffffff 0'],
      ['EVALSHA drawn word', `EVALSHA ${w} 0`],
      ['SCRIPT LOAD and EVALSHA', 'SCRIPT LOAD "return 42" ; EVALSHA 1fa00e76656cc152ad327c13fe365858fd7be306 0'],
      ['SCRIPT LOAD of an error', 'SCRIPT LOAD "return return"'],
      ['SCRIPT EXISTS', 'SCRIPT EXISTS ffffffffffffffffffffffffffffffffffffffff'],
      ['SCRIPT FLUSH drawn word', `SCRIPT FLUSH ${w}`],
      ['SCRIPT KILL', 'SCRIPT KILL'],
      ['SCRIPT drawn word', `SCRIPT ${w}`],
      ['SCRIPT', 'SCRIPT'],
      ['FCALL of nothing, drawn', `FCALL ${w} 0`],
      ['FUNCTION LIST', 'FUNCTION LIST'],
      ['FUNCTION drawn word', `FUNCTION ${w}`],
      ['EVAL_RO writing', "EVAL_RO \"return redis.call('SET','a','b')\" 0"],
    ]),
  ]
}
