// INFO memory: figures that fit each other and move with what is held.
import type { Server } from './server.ts'

type Field = readonly [name: string, value: string | number]

/** The fields of INFO memory, in order. */
export function memoryFigures(server: Server, human: (bytes: number) => string): readonly Field[] {
  const { identity, configuration } = server
  const clients = server.clients.size
  const held = server.memory.used
  const keys = server.databases.reduce((sum, database) => sum + database.size, 0)
  const overhead = identity.startup + 200 + keys * 72 + clients * 22_272
  const used = overhead + held + keys * 48
  const peak = Math.max(used + 31_744 + (identity.pid % 64) * 1024, Math.floor(used * 1.031))
  const allocated = used + 774_432
  const active = Math.ceil((allocated * 1.09) / 4096) * 4096
  const resident = active + 2_670_592
  const rss = resident + 7_684_096 + (identity.pid % 200) * 4096
  const dataset = used - overhead
  const maximum = Number(configuration.get('maxmemory') ?? 0)
  return [
    ['used_memory', used],
    ['used_memory_human', human(used)],
    ['used_memory_rss', rss],
    ['used_memory_rss_human', human(rss)],
    ['used_memory_peak', peak],
    ['used_memory_peak_human', human(peak)],
    ['used_memory_peak_perc', `${((used / peak) * 100).toFixed(2)}%`],
    ['used_memory_overhead', overhead],
    ['used_memory_startup', identity.startup],
    ['used_memory_dataset', dataset],
    ['used_memory_dataset_perc', `${((dataset / Math.max(1, used - identity.startup)) * 100).toFixed(2)}%`],
    ['allocator_allocated', allocated],
    ['allocator_active', active],
    ['allocator_resident', resident],
    ['total_system_memory', identity.systemMemory],
    ['total_system_memory_human', human(identity.systemMemory)],
    ['used_memory_lua', identity.major === 6 ? 37_888 : 32_768],
    ['7 used_memory_vm_eval', 32_768],
    ['used_memory_lua_human', identity.major === 6 ? '37.00K' : '32.00K'],
    ['7 used_memory_scripts_eval', server.scripts.size * 184],
    ...scriptFigures(server, human),
    ['maxmemory', maximum],
    ['maxmemory_human', human(maximum)],
    ['maxmemory_policy', configuration.get('maxmemory-policy') ?? 'noeviction'],
    ['allocator_frag_ratio', (active / allocated).toFixed(2)],
    ['allocator_frag_bytes', active - allocated],
    ['allocator_rss_ratio', (resident / active).toFixed(2)],
    ['allocator_rss_bytes', resident - active],
    ['rss_overhead_ratio', (rss / resident).toFixed(2)],
    ['rss_overhead_bytes', rss - resident],
    ['mem_fragmentation_ratio', (rss / used).toFixed(2)],
    ['mem_fragmentation_bytes', rss - used],
    ['mem_not_counted_for_evict', 0],
    ['mem_replication_backlog', 0],
    ['7 mem_total_replication_buffers', 0],
    ['mem_clients_slaves', 0],
    ['mem_clients_normal', clients * 22_272],
    ['7 mem_cluster_links', 0],
    ['mem_aof_buffer', 0],
    ['mem_allocator', identity.allocator],
    ['active_defrag_running', 0],
    ['lazyfree_pending_objects', 0],
    ['7 lazyfreed_objects', 0],
  ]
}

function scriptFigures(server: Server, human: (bytes: number) => string): readonly Field[] {
  const bytes = 200 + server.scripts.size * 184
  if (server.identity.major === 6) {
    return [
      ['used_memory_scripts', bytes - 200],
      ['used_memory_scripts_human', human(bytes - 200)],
      ['number_of_cached_scripts', server.scripts.size],
    ]
  }
  return [
    ['number_of_cached_scripts', server.scripts.size],
    ['number_of_functions', 0],
    ['number_of_libraries', 0],
    ['used_memory_vm_functions', 33_792],
    ['used_memory_vm_total', 66_560],
    ['used_memory_vm_total_human', '65.00K'],
    ['used_memory_functions', 200],
    ['used_memory_scripts', bytes],
    ['used_memory_scripts_human', human(bytes)],
  ]
}
