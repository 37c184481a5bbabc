// CONFIG GET and SET, with what each version lets be set.
import { at, type Call, type Handlers, OOM, SYNTAX } from '../call.ts'
import { globMatch } from '../glob.ts'
import { error, type Fault, map, OK, type Reply } from '../reply.ts'
import { helpFor } from './help.ts'

/** Directories that a fresh server of these distributions has; a daemon that runs as root may enter them. */
const DIRECTORIES = new Set(
  (
    '/ /bin /boot /dev /dev/shm /etc /etc/cron.d /etc/cron.daily /etc/cron.hourly /etc/default /etc/init.d /etc/ld.so.conf.d /etc/profile.d ' +
    '/etc/redis /etc/ssh /etc/systemd /etc/systemd/system /home /lib /media /mnt /opt /proc /root /root/.ssh /run /run/redis /sbin /srv /sys ' +
    '/tmp /usr /usr/bin /usr/lib /usr/local /usr/local/bin /usr/local/lib /usr/share /var /var/cache /var/lib /var/lib/redis /var/log ' +
    '/var/log/redis /var/spool /var/spool/cron /var/spool/cron/crontabs /var/tmp'
  ).split(' '),
)

function get(call: Call): Reply {
  const { configuration } = call.server
  const found = new Map<string, string>()
  for (const pattern of call.argv.slice(2)) {
    const lower = pattern.toLowerCase()
    // A name that is no pattern is answered in the client's own spelling.
    if (call.server.identity.major >= 7 && !/[*?[]/.test(pattern)) {
      const value = configuration.get(lower)
      if (value !== undefined) found.set(pattern, value)
    } else for (const name of configuration.names) if (globMatch(lower, name)) found.set(name, configuration.get(name) ?? '')
  }
  return map([...found])
}

/** Why the value cannot be set, in the words of the version. */
function refusal(call: Call, { name, value, fault }: { name: string; value: string; fault: string }): Fault {
  if (call.server.identity.major >= 7) return error(`ERR CONFIG SET failed (possibly related to argument '${name}') - ${fault}`)
  if (fault === "can't set immutable config") return error(`ERR Unsupported CONFIG parameter: ${name}`)
  return error(`ERR Invalid argument '${value}' for CONFIG SET '${name}' - ${fault}`)
}

function directory(call: Call, value: string): Fault | string {
  const current = call.server.configuration.get('dir') ?? '/'
  const path = value.startsWith('/') ? value : `${current}/${value}`
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  const clean = `/${parts.join('/')}`
  return DIRECTORIES.has(clean) ? clean : error('ERR Changing directory: No such file or directory')
}

function set(call: Call): Reply {
  const { configuration } = call.server
  if (call.argv.length % 2 === 1) {
    return SYNTAX
  }
  const changes = new Map<string, string>()
  for (let index = 2; index < call.argv.length; index += 2) {
    const [name, value] = [at(call, index).toLowerCase(), at(call, index + 1)]
    if (configuration.get(name) === undefined) return unknown(call, at(call, index))
    if (changes.has(name)) return error(`ERR CONFIG SET failed (possibly related to argument '${name}') - duplicate parameter`)
    const checked = check(call, name, value)
    if (typeof checked !== 'string') return checked
    changes.set(name, checked)
  }
  const more = [...changes].reduce((sum, [name, value]) => sum + value.length - (configuration.get(name)?.length ?? 0), 0)
  if (!call.server.hold(more)) return OOM
  for (const [name, value] of changes) {
    configuration.put(name, value)
    if (name === 'requirepass') call.server.access.setPassword(value)
  }
  return OK
}

function unknown(call: Call, name: string): Fault {
  if (call.server.identity.major >= 7) return error(`ERR Unknown option or number of arguments for CONFIG SET - '${name}'`)
  return error(`ERR Unsupported CONFIG parameter: ${name}`)
}

function check(call: Call, name: string, value: string): Fault | string {
  const checked = call.server.configuration.check(name, value)
  if ('fault' in checked) return refusal(call, { name, value, fault: checked.fault })
  if (name === 'dir') return directory(call, value)
  if (name === 'dbfilename' && value.includes('/'))
    return refusal(call, { name, value, fault: "dbfilename can't be a path, just a filename" })
  // The timer's frequency is kept between 1 and 500, whatever is asked for.
  return name === 'hz' ? String(Math.min(500, Math.max(1, Number(checked.value)))) : checked.value
}

export const config: Handlers = {
  'config|get': get,
  'config|set': set,
  'config|resetstat': ({ server }) => {
    server.resetCounters()
    return OK
  },
  'config|rewrite': ({ server }) => (server.identity.major >= 7 ? error('ERR Rewriting config file: Permission denied') : OK),
  'config|help': helpFor('config'),
}
