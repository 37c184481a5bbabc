// INFO: every section in the daemon's order, from what the server is, has done, and what its own applications would have.
import { humanBytes } from './numbers.ts'
import type { Server } from './server.ts'
import { memoryFigures } from './figures.ts'

/** Lines of a section; `7 name` is a field that came after 6.0. */
type Field = readonly [name: string, value: string | number]
type Section = (server: Server) => readonly Field[]

const uptimeOf = (server: Server) => Math.max(1, Math.floor((server.clock.now() - server.started) / 1000))

function serverSection(server: Server): readonly Field[] {
  const { identity, clock, configuration } = server
  const uptime = uptimeOf(server)
  return [
    ['redis_version', identity.version],
    ['redis_git_sha1', '00000000'],
    ['redis_git_dirty', 0],
    ['redis_build_id', identity.build],
    ['redis_mode', 'standalone'],
    ['os', identity.os],
    ['arch_bits', 64],
    ['7 monotonic_clock', 'POSIX clock_gettime'],
    ['multiplexing_api', 'epoll'],
    ['atomicvar_api', identity.major === 6 ? 'atomic-builtin' : 'c11-builtin'],
    ['gcc_version', identity.gcc],
    ['process_id', identity.pid],
    ['7 process_supervised', configuration.get('supervised') ?? 'no'],
    ['run_id', identity.runId],
    ['tcp_port', configuration.get('port') ?? '6379'],
    ['7 server_time_usec', clock.now() * 1000 + ((identity.pid * 37 + server.counters.commands * 613) % 1000)],
    ['uptime_in_seconds', uptime],
    ['uptime_in_days', Math.floor(uptime / 86_400)],
    ['hz', configuration.get('hz') ?? '10'],
    ['configured_hz', configuration.get('hz') ?? '10'],
    ['lru_clock', Math.floor(clock.now() / 1000) % 16_777_216],
    ['executable', '/usr/bin/redis-server'],
    ['config_file', '/etc/redis/redis.conf'],
    ['7 io_threads_active', 0],
  ]
}

function clientsSection(server: Server): readonly Field[] {
  const clients = [...server.clients.values()]
  return [
    ['connected_clients', clients.length],
    ['7 cluster_connections', 0],
    ['7 maxclients', server.configuration.get('maxclients') ?? '10000'],
    ['client_recent_max_input_buffer', server.identity.major === 6 ? 4 : 20_480],
    ['client_recent_max_output_buffer', 0],
    ['blocked_clients', server.room.size],
    ['tracking_clients', clients.filter((client) => client.tracking).length],
    ['clients_in_timeout_table', 0],
  ]
}

function persistenceSection(server: Server): readonly Field[] {
  const { counters } = server
  return [
    ['loading', 0],
    ['7 async_loading', 0],
    ['7 current_cow_peak', 0],
    ['7 current_cow_size', 0],
    ['7 current_cow_size_age', 0],
    ['7 current_fork_perc', '0.00'],
    ['7 current_save_keys_processed', 0],
    ['7 current_save_keys_total', 0],
    ['rdb_changes_since_last_save', counters.changes],
    ['rdb_bgsave_in_progress', 0],
    ['rdb_last_save_time', Math.floor(counters.lastSave / 1000)],
    ['rdb_last_bgsave_status', 'ok'],
    ['rdb_last_bgsave_time_sec', 0],
    ['rdb_current_bgsave_time_sec', -1],
    ['7 rdb_saves', counters.saves],
    ['rdb_last_cow_size', 307_200 + (server.identity.pid % 40) * 4096],
    ['7 rdb_last_load_keys_expired', 0],
    ['7 rdb_last_load_keys_loaded', server.identity.pid % 13],
    ['aof_enabled', server.configuration.get('appendonly') === 'yes' ? 1 : 0],
    ['aof_rewrite_in_progress', 0],
    ['aof_rewrite_scheduled', 0],
    ['aof_last_rewrite_time_sec', -1],
    ['aof_current_rewrite_time_sec', -1],
    ['aof_last_bgrewrite_status', 'ok'],
    ['7 aof_rewrites', 0],
    ['7 aof_rewrites_consecutive_failures', 0],
    ['aof_last_write_status', 'ok'],
    ['aof_last_cow_size', 0],
    ['module_fork_in_progress', 0],
    ['module_fork_last_cow_size', 0],
  ]
}

function statsSection(server: Server): readonly Field[] {
  const { counters, identity } = server
  const uptime = uptimeOf(server)
  const { traffic } = identity
  const commands = Math.floor(uptime * traffic.commands) + counters.commands
  const bytesIn = Math.floor(uptime * traffic.bytes) + counters.bytesIn
  const pace = traffic.commands * (0.6 + ((Math.floor(server.clock.now() / 1000) * 7919 + identity.pid) % 97) / 120)
  const zero = (...names: readonly string[]): Field[] => names.map((name) => [name, 0])
  return [
    ['total_connections_received', Math.floor(uptime * traffic.connections) + counters.connections],
    ['total_commands_processed', commands],
    ['instantaneous_ops_per_sec', Math.floor(pace)],
    ['total_net_input_bytes', bytesIn],
    ['total_net_output_bytes', Math.floor(bytesIn * (1.4 + (identity.pid % 50) / 60)) + counters.bytesOut],
    ...zero('7 total_net_repl_input_bytes', '7 total_net_repl_output_bytes'),
    ['instantaneous_input_kbps', ((pace * 61) / 1024).toFixed(2)],
    ['instantaneous_output_kbps', ((pace * 133) / 1024).toFixed(2)],
    ['7 instantaneous_input_repl_kbps', '0.00'],
    ['7 instantaneous_output_repl_kbps', '0.00'],
    ...zero('rejected_connections', 'sync_full', 'sync_partial_ok', 'sync_partial_err'),
    ['expired_keys', Math.floor(uptime * traffic.commands * 0.003) + counters.expired],
    ['expired_stale_perc', '0.00'],
    ['expired_time_cap_reached_count', 0],
    ['expire_cycle_cpu_milliseconds', Math.floor(uptime * 0.021)],
    ...zero('evicted_keys', '7 evicted_clients', '7 total_eviction_exceeded_time', '7 current_eviction_exceeded_time'),
    ['keyspace_hits', Math.floor(uptime * traffic.commands * 0.41) + counters.hits],
    ['keyspace_misses', Math.floor(uptime * traffic.commands * 0.06) + counters.misses],
    ['pubsub_channels', new Set([...server.clients.values()].flatMap((client) => [...client.channels])).size],
    ['pubsub_patterns', new Set([...server.clients.values()].flatMap((client) => [...client.patterns])).size],
    ['7 pubsubshard_channels', 0],
    ['latest_fork_usec', 180 + (identity.pid % 300)],
    ['7 total_forks', Math.floor(uptime / 3600) + counters.forks],
    ...zero('migrate_cached_sockets', 'slave_expires_tracked_keys', 'active_defrag_hits', 'active_defrag_misses'),
    ...zero('active_defrag_key_hits', 'active_defrag_key_misses', '7 total_active_defrag_time', '7 current_active_defrag_time'),
    ...zero('tracking_total_keys', 'tracking_total_items', 'tracking_total_prefixes', 'unexpected_error_replies'),
    ['7 total_error_replies', counters.errors],
    ['7 dump_payload_sanitizations', 0],
    ['7 total_reads_processed', commands + counters.reads],
    ['7 total_writes_processed', commands + counters.reads - 1],
    ...zero('7 io_threaded_reads_processed', '7 io_threaded_writes_processed'),
    ['7 reply_buffer_shrinks', Math.floor(uptime * traffic.connections * 0.9)],
    ['7 reply_buffer_expands', Math.floor(uptime * traffic.connections * 0.1)],
  ]
}

function replicationSection(server: Server): readonly Field[] {
  const { master } = server.replication
  const link: readonly Field[] = master
    ? [
        ['role', 'slave'],
        ['master_host', master.host],
        ['master_port', master.port],
        ['master_link_status', 'down'],
        ['master_last_io_seconds_ago', -1],
        ['master_sync_in_progress', 0],
        ['7 slave_read_repl_offset', 0],
        ['slave_repl_offset', 0],
        ['master_link_down_since_seconds', server.identity.major === 6 ? Math.floor(server.clock.now() / 1000) : -1],
        ['slave_priority', server.configuration.get('slave-priority') ?? '100'],
        ['slave_read_only', server.configuration.get('slave-read-only') === 'yes' ? 1 : 0],
        ['7 replica_announced', 1],
      ]
    : [['role', 'master']]
  return [
    ...link,
    ['connected_slaves', 0],
    ['7 master_failover_state', 'no-failover'],
    ['master_replid', server.replication.history ?? server.identity.replicationId],
    ['master_replid2', server.replication.history ? server.identity.replicationId : '0'.repeat(40)],
    ['master_repl_offset', 0],
    ['second_repl_offset', server.replication.history ? 1 : -1],
    ['repl_backlog_active', 0],
    ['repl_backlog_size', server.configuration.get('repl-backlog-size') ?? '1048576'],
    ['repl_backlog_first_byte_offset', 0],
    ['repl_backlog_histlen', 0],
  ]
}

function cpuSection(server: Server): readonly Field[] {
  const uptime = (server.clock.now() - server.started) / 1000
  const part = (server.identity.pid % 100) / 100
  const fields: Field[] = [
    ['used_cpu_sys', (uptime * (0.0009 + part * 0.0006)).toFixed(6)],
    ['used_cpu_user', (uptime * (0.0011 + part * 0.0005)).toFixed(6)],
    ['used_cpu_sys_children', (uptime * 0.000_002_1).toFixed(6)],
    ['used_cpu_user_children', (uptime * 0.000_001_3).toFixed(6)],
    ['7 used_cpu_sys_main_thread', (uptime * (0.000_899 + part * 0.000_599)).toFixed(6)],
    ['7 used_cpu_user_main_thread', (uptime * (0.001_098 + part * 0.000_499)).toFixed(6)],
  ]
  return fields
}

function commandStats(server: Server): readonly Field[] {
  return [...server.counters.byCommand].map(([name, stat]) => {
    const micros = stat.calls * (2 + (name.length % 5))
    const each = stat.calls > 0 ? (micros / stat.calls).toFixed(2) : '0.00'
    const tail = server.identity.major === 6 ? '' : `,rejected_calls=${stat.rejected},failed_calls=${stat.failed}`
    return [
      `cmdstat_${server.identity.major === 6 ? name.split('|')[0] : name}`,
      `calls=${stat.calls},usec=${micros},usec_per_call=${each}${tail}`,
    ]
  })
}

function latencyStats(server: Server): readonly Field[] {
  return [...server.counters.byCommand]
    .filter(([, stat]) => stat.calls > 0)
    .map(([name]) => {
      const base = 1.003 * (1 + (name.length % 4))
      return [`latency_percentiles_usec_${name}`, `p50=${base.toFixed(3)},p99=${(base * 4).toFixed(3)},p99.9=${(base * 4).toFixed(3)}`]
    })
}

function keyspaceSection(server: Server): readonly Field[] {
  const fields: Field[] = []
  for (const database of server.databases) {
    const expiring = [...database.entries()].flatMap(([, entry]) => (entry.expires === null ? [] : [entry.expires - server.clock.now()]))
    const [size, count] = [database.size, expiring.length]
    const average = count === 0 ? 0 : Math.floor(expiring.reduce((sum, left) => sum + left, 0) / count)
    if (size > 0) fields.push([`db${database.index}`, `keys=${size},expires=${count},avg_ttl=${average}`])
  }
  return fields
}

const sections: Readonly<Record<string, readonly [title: string, section: Section]>> = {
  server: ['Server', serverSection],
  clients: ['Clients', clientsSection],
  memory: ['Memory', (server) => memoryFigures(server, humanBytes)],
  persistence: ['Persistence', persistenceSection],
  stats: ['Stats', statsSection],
  replication: ['Replication', replicationSection],
  cpu: ['CPU', cpuSection],
  modules: ['Modules', () => []],
  commandstats: ['Commandstats', commandStats],
  errorstats: ['Errorstats', (server) => [...server.counters.byError].map(([code, count]) => [`errorstat_${code}`, `count=${count}`])],
  latencystats: ['Latencystats', latencyStats],
  cluster: ['Cluster', () => [['cluster_enabled', 0]]],
  keyspace: ['Keyspace', keyspaceSection],
}

const EXTRA = new Set(['commandstats', 'latencystats'])
const NEWER = new Set(['errorstats', 'latencystats'])

/** The text of INFO for these section names, as given by the client. */
export function infoText(server: Server, names: readonly string[]): string {
  const wanted = new Set(names.map((name) => name.toLowerCase()))
  const everything = wanted.has('all') || wanted.has('everything')
  const usual = everything || wanted.size === 0 || wanted.has('default')
  const chosen = Object.entries(sections).filter(
    ([name]) => (wanted.has(name) || (usual && (everything || !EXTRA.has(name)))) && !(server.identity.major === 6 && NEWER.has(name)),
  )
  return chosen.map(([, [title, section]]) => `# ${title}\r\n${lines(server, section(server))}`).join('\r\n')
}

function lines(server: Server, fields: readonly Field[]): string {
  let text = ''
  for (const [name, value] of fields) {
    const newer = name.startsWith('7 ')
    if (newer && server.identity.major === 6) continue
    text += `${newer ? name.slice(2) : name}:${value}\r\n`
  }
  return text
}
