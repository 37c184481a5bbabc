// EVAL, EVALSHA, SCRIPT; and functions, of which there are none.
import { at, type Call, type Handlers, NOT_INTEGER } from '../call.ts'
import { compile, runScript, sha1 } from '../lua/script.ts'
import { whole } from '../numbers.ts'
import { error, isFault, map, OK, type Reply } from '../reply.ts'
import { helpFor } from './help.ts'

const NOT_FROM_SCRIPT = error('ERR This Redis command is not allowed from script')
const NO_SCRIPT = error('NOSCRIPT No matching script. Please use EVAL.')
const READ_ONLY = error('ERR Write commands are not allowed from read-only scripts.')

function evaluate(call: Call, bySha: boolean): Reply {
  const count = whole(at(call, 2))
  if (count === undefined) return NOT_INTEGER
  if (count > call.argv.length - 3) return error("ERR Number of keys can't be greater than number of args")
  if (count < 0) return error("ERR Number of keys can't be negative")
  const sha = bySha ? at(call, 1).toLowerCase() : sha1(at(call, 1))
  const source = bySha ? call.server.scripts.get(sha) : at(call, 1)
  if (source === undefined) return NO_SCRIPT
  if (!bySha && !isFault(compile(source, call.server.identity.major))) call.server.remember(sha, source)
  const readOnly = call.spec.name.endsWith('_ro')
  return runScript({
    source,
    sha,
    keys: call.argv.slice(3, 3 + count),
    args: call.argv.slice(3 + count),
    major: call.server.identity.major,
    perform: (argv) => {
      if (readOnly && call.server.commands.get(argv[0]?.toLowerCase() ?? '')?.flags.has('write')) return READ_ONLY
      const reply = call.perform(argv, true)
      return reply instanceof Promise ? NOT_FROM_SCRIPT : reply
    },
  })
}

function load(call: Call): Reply {
  const compiled = compile(at(call, 2), call.server.identity.major)
  if (isFault(compiled)) return compiled
  const sha = sha1(at(call, 2))
  call.server.remember(sha, at(call, 2))
  return sha
}

function flush(call: Call): Reply {
  if (call.argv.length > 3 || (call.argv.length === 3 && !/^(async|sync)$/i.test(at(call, 2)))) {
    return error('ERR SCRIPT FLUSH only support SYNC|ASYNC option')
  }
  call.server.forgetScripts()
  return OK
}

export const scripting: Handlers = {
  eval: (call) => evaluate(call, false),
  eval_ro: (call) => evaluate(call, false),
  evalsha: (call) => evaluate(call, true),
  evalsha_ro: (call) => evaluate(call, true),
  'script|load': load,
  'script|exists': ({ server, argv }) => argv.slice(2).map((sha) => (server.scripts.has(sha.toLowerCase()) ? 1 : 0)),
  'script|flush': flush,
  'script|kill': () => error('NOTBUSY No scripts in execution right now.'),
  'script|debug': (call) => (/^(yes|sync|no)$/i.test(at(call, 2)) ? OK : error('ERR Use SCRIPT DEBUG YES/SYNC/NO')),
  'script|help': helpFor('script'),
  fcall: () => error('ERR Function not found'),
  fcall_ro: () => error('ERR Function not found'),
  'function|list': () => [],
  'function|flush': () => OK,
  'function|delete': () => error('ERR Library not found'),
  'function|kill': () => error('NOTBUSY No scripts in execution right now.'),
  'function|stats': () =>
    map([
      ['running_script', null],
      [
        'engines',
        map([
          [
            'LUA',
            map([
              ['libraries_count', 0],
              ['functions_count', 0],
            ]),
          ],
        ]),
      ],
    ]),
  'function|dump': () => '\xf6\x0a\x00\x9f\xd2\xb4\x9e\x9b\xc4\x9c\x1f',
  'function|restore': () => error('ERR DUMP payload version or checksum are wrong'),
  'function|load': () => error('ERR Missing library metadata'),
  'function|help': helpFor('function'),
}
