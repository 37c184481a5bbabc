// Redis 7.0 as Debian configures it: every parameter that CONFIG knows. A fact table, read from the daemon.

/** A line each: name | value | what may be set: `int LEAST MOST`, `memory`, `percent`, `bool`, `enum …`, `text`, `special`, `protected`, `immutable`. */
export const configLines = `
acl-pubsub-default|resetchannels|enum allchannels resetchannels
aclfile||immutable
acllog-max-len|128|int 0 9223372036854775807
active-defrag-cycle-max|25|int 1 99
active-defrag-cycle-min|1|int 1 99
active-defrag-ignore-bytes|104857600|memory
active-defrag-max-scan-fields|1000|int 1 9223372036854775807
active-defrag-threshold-lower|10|int 0 1000
active-defrag-threshold-upper|100|int 0 1000
active-expire-effort|1|int 1 10
activedefrag|no|bool
activerehashing|yes|bool
always-show-logo|no|immutable
aof-disable-auto-gc|no|bool
aof-load-truncated|yes|bool
aof-rewrite-incremental-fsync|yes|bool
aof-timestamp-enabled|no|bool
aof-use-rdb-preamble|yes|bool
aof_rewrite_cpulist||immutable
appenddirname|appendonlydir|immutable
appendfilename|appendonly.aof|immutable
appendfsync|everysec|enum everysec always no
appendonly|no|bool
auto-aof-rewrite-min-size|67108864|memory
auto-aof-rewrite-percentage|100|int 0 2147483647
bgsave_cpulist||immutable
bind|0.0.0.0|special
bind-source-addr||text
bio_cpulist||immutable
busy-reply-threshold|5000|int 0 9223372036854775807
client-output-buffer-limit|normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60|special
client-query-buffer-limit|1073741824|memory
cluster-allow-pubsubshard-when-down|yes|bool
cluster-allow-reads-when-down|no|bool
cluster-allow-replica-migration|yes|bool
cluster-announce-bus-port|0|int 0 65535
cluster-announce-hostname||text
cluster-announce-ip||text
cluster-announce-port|0|int 0 65535
cluster-announce-tls-port|0|int 0 65535
cluster-config-file|nodes.conf|immutable
cluster-enabled|no|immutable
cluster-link-sendbuf-limit|0|memory
cluster-migration-barrier|1|int 0 2147483647
cluster-node-timeout|15000|int 0 9223372036854775807
cluster-port|0|immutable
cluster-preferred-endpoint-type|ip|enum ip hostname unknown-endpoint
cluster-replica-no-failover|no|bool
cluster-replica-validity-factor|10|int 0 2147483647
cluster-require-full-coverage|yes|bool
cluster-slave-no-failover|no|bool
cluster-slave-validity-factor|10|int 0 2147483647
crash-log-enabled|yes|bool
crash-memcheck-enabled|yes|bool
daemonize|no|immutable
databases|16|immutable
dbfilename|dump.rdb|protected
dir|/var/lib/redis|protected
disable-thp|yes|immutable
dynamic-hz|yes|bool
enable-debug-command|no|immutable
enable-module-command|no|immutable
enable-protected-configs|no|immutable
hash-max-listpack-entries|512|int 0 9223372036854775807
hash-max-listpack-value|64|memory
hash-max-ziplist-entries|512|int 0 9223372036854775807
hash-max-ziplist-value|64|memory
hll-sparse-max-bytes|3000|memory
hz|10|int 0 2147483647
ignore-warnings||text
io-threads|1|immutable
io-threads-do-reads|no|immutable
jemalloc-bg-thread|yes|bool
latency-monitor-threshold|0|int 0 9223372036854775807
latency-tracking|yes|bool
latency-tracking-info-percentiles|50 99 99.9|special
lazyfree-lazy-eviction|no|bool
lazyfree-lazy-expire|no|bool
lazyfree-lazy-server-del|no|bool
lazyfree-lazy-user-del|no|bool
lazyfree-lazy-user-flush|no|bool
lfu-decay-time|1|int 0 2147483647
lfu-log-factor|10|int 0 2147483647
list-compress-depth|0|int 0 2147483647
list-max-listpack-size|-2|int -2147483648 2147483647
list-max-ziplist-size|-2|int -2147483648 2147483647
logfile|/var/log/redis/redis-server.log|immutable
loglevel|notice|enum debug verbose notice warning
lua-time-limit|5000|int 0 9223372036854775807
masterauth||text
masteruser||text
maxclients|10000|int 1 4294967295
maxmemory|0|memory
maxmemory-clients|0|percent
maxmemory-eviction-tenacity|10|int 0 100
maxmemory-policy|noeviction|enum volatile-lru volatile-lfu volatile-random volatile-ttl allkeys-lru allkeys-lfu allkeys-random noeviction
maxmemory-samples|5|int 1 2147483647
min-replicas-max-lag|10|int 0 2147483647
min-replicas-to-write|0|int 0 2147483647
min-slaves-max-lag|10|int 0 2147483647
min-slaves-to-write|0|int 0 2147483647
no-appendfsync-on-rewrite|no|bool
notify-keyspace-events||special
oom-score-adj|no|enum no yes relative absolute
oom-score-adj-values|0 200 800|special
pidfile|/run/redis/redis-server.pid|immutable
port|6379|int 0 65535
proc-title-template|{title} {listen-addr} {server-mode}|text
propagation-error-behavior|ignore|enum ignore panic panic-on-replicas
protected-mode|no|bool
proto-max-bulk-len|536870912|memory
rdb-del-sync-files|no|bool
rdb-save-incremental-fsync|yes|bool
rdbchecksum|yes|immutable
rdbcompression|yes|bool
repl-backlog-size|1048576|memory
repl-backlog-ttl|3600|int 0 9223372036854775807
repl-disable-tcp-nodelay|no|bool
repl-diskless-load|disabled|enum disabled on-empty-db swapdb
repl-diskless-sync|yes|bool
repl-diskless-sync-delay|5|int 0 2147483647
repl-diskless-sync-max-replicas|0|int 0 2147483647
repl-ping-replica-period|10|int 1 2147483647
repl-ping-slave-period|10|int 1 2147483647
repl-timeout|60|int 1 2147483647
replica-announce-ip||text
replica-announce-port|0|int 0 65535
replica-announced|yes|bool
replica-ignore-disk-write-errors|no|bool
replica-ignore-maxmemory|yes|bool
replica-lazy-flush|no|bool
replica-priority|100|int 0 2147483647
replica-read-only|yes|bool
replica-serve-stale-data|yes|bool
replicaof||immutable
requirepass||text
sanitize-dump-payload|no|enum no yes clients
save|3600 1 300 100 60 10000|special
server_cpulist||immutable
set-max-intset-entries|512|int 0 9223372036854775807
set-proc-title|yes|immutable
shutdown-on-sigint|default|enum default save nosave now force
shutdown-on-sigterm|default|enum default save nosave now force
shutdown-timeout|10|int 0 2147483647
slave-announce-ip||text
slave-announce-port|0|int 0 65535
slave-ignore-maxmemory|yes|bool
slave-lazy-flush|no|bool
slave-priority|100|int 0 2147483647
slave-read-only|yes|bool
slave-serve-stale-data|yes|bool
slaveof||immutable
slowlog-log-slower-than|10000|int -1 9223372036854775807
slowlog-max-len|128|int 0 9223372036854775807
socket-mark-id|0|immutable
stop-writes-on-bgsave-error|yes|bool
stream-node-max-bytes|4096|memory
stream-node-max-entries|100|int 0 9223372036854775807
supervised|systemd|immutable
syslog-enabled|no|immutable
syslog-facility|local0|immutable
syslog-ident|redis|immutable
tcp-backlog|511|immutable
tcp-keepalive|300|int 0 2147483647
timeout|0|int 0 2147483647
tls-auth-clients|yes|enum no yes optional
tls-ca-cert-dir||text
tls-ca-cert-file||text
tls-cert-file||text
tls-ciphers||text
tls-ciphersuites||text
tls-client-cert-file||text
tls-client-key-file||text
tls-client-key-file-pass||text
tls-cluster|no|bool
tls-dh-params-file||text
tls-key-file||text
tls-key-file-pass||text
tls-port|0|int 0 65535
tls-prefer-server-ciphers|no|bool
tls-protocols||text
tls-replication|no|bool
tls-session-cache-size|20480|int 0 2147483647
tls-session-cache-timeout|300|int 0 2147483647
tls-session-caching|yes|bool
tracking-table-max-keys|1000000|int 0 9223372036854775807
unixsocket||immutable
unixsocketperm|0|immutable
zset-max-listpack-entries|128|int 0 9223372036854775807
zset-max-listpack-value|64|memory
zset-max-ziplist-entries|128|int 0 9223372036854775807
zset-max-ziplist-value|64|memory`
