// The probe grammar of redis as data: for each command its valid forms, from which the other rows are made.

/**
 * One family's forms, a line each: `type | COMMAND template < setup; setup`. The type is what the key must be
 * (`-`: any). `{k}` `{l}` are keys of the row's own, `{w}` `{v}` drawn words, `{n}` `{m}` drawn numbers.
 * A leading `~` says that the order of the answer is the daemon's own: its lines are sorted.
 */
export const forms: Readonly<Record<string, string>> = {
  strings: `
string | GET {k} < SET {k} {w}
string | SET {k} {w}
string | SET {k} {w} EX {n}
string | SET {k} {w} PX 0
string | SET {k} {w} EX x
string | SET {k} {w} NX XX
string | SET {k} {w} XX < SET {k} {v}
string | SET {k} {w} NX < SET {k} {v}
string | SET {k} {w} GET < SET {k} {v}
string | SET {k} {w} KEEPTTL < SET {k} {v} EX 100
string | APPEND {k} {w} < SET {k} {v}
string | STRLEN {k} < SET {k} {w}
string | INCR {k} < SET {k} {n}
string | INCR {k} < SET {k} {w}
string | INCR {k} < SET {k} 9223372036854775807
string | DECR {k} < SET {k} {n}
string | INCRBY {k} {m} < SET {k} {n}
string | INCRBY {k} {w} < SET {k} {n}
string | DECRBY {k} {m} < SET {k} {n}
string | DECRBY {k} -9223372036854775808
string | INCRBYFLOAT {k} 1.5 < SET {k} {n}
string | INCRBYFLOAT {k} 0.1 < SET {k} 0.2
string | INCRBYFLOAT {k} {w} < SET {k} {n}
string | INCRBYFLOAT {k} 5e3 < SET {k} 1.0e2
string | GETRANGE {k} 1 3 < SET {k} {w}
string | GETRANGE {k} -3 -1 < SET {k} {w}
string | GETRANGE {k} 5 1 < SET {k} {w}
string | GETRANGE {k} a b < SET {k} {w}
string | SUBSTR {k} 0 2 < SET {k} {w}
string | SETRANGE {k} 2 {w} < SET {k} {v}
string | SETRANGE {k} -1 {w}
string | SETRANGE {k} 536870912 x
string | SETNX {k} {w}
string | SETNX {k} {w} < SET {k} {v}
string | SETEX {k} {n} {w}
string | SETEX {k} 0 {w}
string | SETEX {k} {v} {w}
string | PSETEX {k} {n} {w}
string | PSETEX {k} -5 {w}
string | GETSET {k} {w} < SET {k} {v}
string | GETDEL {k} < SET {k} {w}
string | GETEX {k} EX {n} < SET {k} {w}
string | GETEX {k} PERSIST < SET {k} {w}
string | GETEX {k} EX 0 < SET {k} {w}
- | MGET {k} {l} < SET {k} {w}
- | MSET {k} {w} {l} {v}
- | MSETNX {k} {w} {l} {v}
- | MSETNX {k} {w} {l} {v} < SET {l} 1
string | SETBIT {k} 7 1 < SET {k} {w}
string | SETBIT {k} 7 2
string | SETBIT {k} {w} 1
string | GETBIT {k} 6 < SET {k} {w}
string | GETBIT {k} -1
string | BITCOUNT {k} < SET {k} {w}
string | BITCOUNT {k} 0 1 < SET {k} {w}
string | BITCOUNT {k} 0 9 BIT < SET {k} {w}
string | BITPOS {k} 1 < SET {k} {w}
string | BITPOS {k} 2 < SET {k} {w}
string | BITOP AND {l} {k} {k} < SET {k} {w}
string | BITOP NOT {l} {k} < SET {k} {w}
string | LCS {k} {l} < SET {k} {w}; SET {l} {w}
string | PFADD {k} {w} {v}
string | PFCOUNT {k} < PFADD {k} {w} {v}`,
  keys: `
- | DEL {k} {l} < SET {k} {w}
- | UNLINK {k} < SET {k} {w}
- | EXISTS {k} {k} {l} < SET {k} {w}
- | TYPE {k} < SET {k} {w}
- | TYPE {k} < RPUSH {k} {w}
- | TYPE {k} < ZADD {k} 1 {w}
- | EXPIRE {k} {n} < SET {k} {w}
- | EXPIRE {k} {w} < SET {k} {w}
- | EXPIRE {k} -1 < SET {k} {w}
- | EXPIRE {k} {n} NX < SET {k} {w}
- | EXPIRE {k} {n} XX GT < SET {k} {w}
- | EXPIRE {k} {n} NX XX < SET {k} {w}
- | EXPIRE {k} {n} BAD < SET {k} {w}
- | EXPIRE {k} 9223372036854775807 < SET {k} {w}
- | PEXPIRE {k} {n}000 < SET {k} {w}
- | EXPIREAT {k} 1 < SET {k} {w}
- | PEXPIREAT {k} 99999999999999 < SET {k} {w}
- | TTL {k} < SET {k} {w} EX {n}
- | TTL {k} < SET {k} {w}
- | PTTL {k} < SET {k} {w}
- | EXPIRETIME {k} < SET {k} {w} PXAT 99999999999999
- | PEXPIRETIME {k} < SET {k} {w} PXAT 99999999999999
- | PERSIST {k} < SET {k} {w} EX {n}
- | RENAME {k} {l} < SET {k} {w}
- | RENAMENX {k} {l} < SET {k} {w}
- | RENAMENX {k} {l} < SET {k} {w}; SET {l} {v}
- | COPY {k} {l} < SET {k} {w}
- | COPY {k} {l} DB 99 < SET {k} {w}
- | COPY {k} {k} < SET {k} {w}
- | MOVE {k} 3 < SET {k} {w}
- | MOVE {k} 0 < SET {k} {w}
- | MOVE {k} 77 < SET {k} {w}
- | KEYS {k}* < SET {k} {w}
- | KEYS {k}[a-z]?\\* < SET {k}b1* {w}
- | TOUCH {k} {l} < SET {k} {w}
- | OBJECT ENCODING {k} < SET {k} {w}
- | OBJECT ENCODING {k} < SET {k} {n}
- | OBJECT ENCODING {k} < SET {k} {w}{w}{w}{w}{w}{w}{w}{w}{w}{w}{w}{w}
- | OBJECT ENCODING {k} < RPUSH {k} {w}
- | OBJECT ENCODING {k} < SADD {k} {n}
- | OBJECT ENCODING {k} < SADD {k} {w}
- | OBJECT ENCODING {k} < HSET {k} {w} 1
- | OBJECT ENCODING {k} < ZADD {k} 1 {w}
- | OBJECT REFCOUNT {k} < SET {k} {w}
- | OBJECT IDLETIME {k} < SET {k} {w}
- | OBJECT FREQ {k} < SET {k} {w}
- | OBJECT HELP
- | OBJECT {w} {k}
- | SCAN 0 MATCH {k}* COUNT 100000 < SET {k} {w}
- | SCAN {w}
- | SCAN 0 COUNT 0
- | SCAN 0 {w}
- | DUMP {k} < SET {k} {n}
- | DUMP {k} < SET {k} ab
- | RESTORE {k} 0 {w}
- | SORT {k} < RPUSH {k} {n} {m} 5 1
- | SORT {k} ALPHA DESC LIMIT 0 2 < RPUSH {k} {w} {v} aa
- | SORT {k} < RPUSH {k} {w} {v}
- | SORT_RO {k} DESC < RPUSH {k} {n} {m}
- | WAIT 0 0
- | DBSIZE {w}`,
  lists: `
list | LPUSH {k} {w} {v}
list | RPUSH {k} {w} {v}
list | LPUSHX {k} {w} < RPUSH {k} {v}
list | RPUSHX {k} {w} < RPUSH {k} {v}
list | LPOP {k} < RPUSH {k} {w} {v}
list | LPOP {k} 2 < RPUSH {k} {w} {v} x
list | LPOP {k} -1 < RPUSH {k} {w}
list | LPOP {k} 0 < RPUSH {k} {w}
list | RPOP {k} < RPUSH {k} {w} {v}
list | LLEN {k} < RPUSH {k} {w} {v}
list | LRANGE {k} 0 -1 < RPUSH {k} {w} {v} x y z
list | LRANGE {k} -2 100 < RPUSH {k} {w} {v} x y z
list | LRANGE {k} a 1 < RPUSH {k} {w}
list | LINDEX {k} -1 < RPUSH {k} {w} {v}
list | LINDEX {k} {w} < RPUSH {k} {w} {v}
list | LSET {k} 1 {w} < RPUSH {k} a b
list | LSET {k} 7 {w} < RPUSH {k} a b
list | LINSERT {k} BEFORE b {w} < RPUSH {k} a b
list | LINSERT {k} AFTER q {w} < RPUSH {k} a b
list | LINSERT {k} AROUND b {w} < RPUSH {k} a b
list | LREM {k} 0 {w} < RPUSH {k} {w} a {w}
list | LREM {k} -1 {w} < RPUSH {k} {w} a {w}
list | LTRIM {k} 1 2 < RPUSH {k} {w} {v} x y
list | RPOPLPUSH {k} {l} < RPUSH {k} {w} {v}
list | LMOVE {k} {l} LEFT RIGHT < RPUSH {k} {w} {v}
list | LMOVE {k} {l} LEFT UP < RPUSH {k} {w} {v}
list | LPOS {k} {w} < RPUSH {k} a {w} b {w}
list | LPOS {k} {w} RANK -1 COUNT 0 < RPUSH {k} a {w} b {w}
list | LPOS {k} {w} RANK 0 < RPUSH {k} a {w}
list | LMPOP 1 {k} LEFT COUNT 2 < RPUSH {k} {w} {v}
list | LMPOP 0 {k} LEFT
list | BLPOP {k} 1 < RPUSH {k} {w} {v}
list | BRPOP {k} {l} 1 < RPUSH {k} {w} {v}
list | BLPOP {k} {w}
list | BLPOP {k} -1
list | BRPOPLPUSH {k} {l} 1 < RPUSH {k} {w} {v}
list | BLMOVE {k} {l} RIGHT LEFT 1 < RPUSH {k} {w} {v}`,
  hashes: `
hash | HSET {k} {w} {v} f2 {n}
hash | HGET {k} {w} < HSET {k} {w} {v}
hash | HGET {k} nofield < HSET {k} {w} {v}
hash | HMSET {k} {w} {v}
hash | HMGET {k} {w} zz < HSET {k} {w} {v}
hash | HGETALL {k} < HSET {k} {w} {v} f2 {n}
hash | HDEL {k} {w} zz < HSET {k} {w} {v}
hash | HEXISTS {k} {w} < HSET {k} {w} {v}
hash | HLEN {k} < HSET {k} {w} {v}
hash | HKEYS {k} < HSET {k} {w} {v} f2 {n}
hash | HVALS {k} < HSET {k} {w} {v} f2 {n}
hash | HSTRLEN {k} {w} < HSET {k} {w} {v}
hash | HSETNX {k} {w} {v}
hash | HSETNX {k} {w} {v} < HSET {k} {w} 1
hash | HINCRBY {k} f {n} < HSET {k} f {m}
hash | HINCRBY {k} f {n} < HSET {k} f {w}
hash | HINCRBY {k} f {w} < HSET {k} f 1
hash | HINCRBYFLOAT {k} f 1.25 < HSET {k} f {n}
hash | HINCRBYFLOAT {k} f {w} < HSET {k} f 1
hash | HSCAN {k} 0 < HSET {k} {w} {v} f2 {n}
hash | HSCAN {k} 0 MATCH f* COUNT 5 < HSET {k} {w} {v} f2 {n}
hash | HRANDFIELD {k} < HSET {k} {w} {v}
hash | HRANDFIELD {k} 1 WITHVALUES < HSET {k} {w} {v}`,
  sets: `
set | SADD {k} {w} {v} {w}
set | SREM {k} {w} zz < SADD {k} {w} {v}
set | SCARD {k} < SADD {k} {w} {v}
set | SISMEMBER {k} {w} < SADD {k} {w} {v}
set | SMISMEMBER {k} {w} zz < SADD {k} {w} {v}
set | ~SMEMBERS {k} < SADD {k} {w} {v} x
set | SMEMBERS {k} < SADD {k} {n} 5 3 1
set | SPOP {k} < SADD {k} {w}
set | SPOP {k} -1 < SADD {k} {w}
set | ~SPOP {k} 5 < SADD {k} {w} {v}
set | SRANDMEMBER {k} < SADD {k} {w}
set | SRANDMEMBER {k} -3 < SADD {k} {w}
set | SMOVE {k} {l} {w} < SADD {k} {w}
set | ~SUNION {k} {l} < SADD {k} {w}; SADD {l} {v}
set | ~SINTER {k} {l} < SADD {k} {w} {v}; SADD {l} {v}
set | ~SDIFF {k} {l} < SADD {k} {w} {v}; SADD {l} {v}
set | SUNIONSTORE {l} {k} < SADD {k} {w} {v}
set | SINTERSTORE {l} {k} {k} < SADD {k} {w} {v}
set | SDIFFSTORE {l} {k} < SADD {k} {w} {v}
set | SINTERCARD 1 {k} < SADD {k} {w} {v}
set | SINTERCARD 0 {k}
set | ~SSCAN {k} 0 < SADD {k} {w} {v}`,
  zsets: `
zset | ZADD {k} {n} {w} {m} {v}
zset | ZADD {k} {w} {v}
zset | ZADD {k} NX XX 1 {w}
zset | ZADD {k} GT CH 5 {w} < ZADD {k} 1 {w}
zset | ZADD {k} INCR 5.5 {w} < ZADD {k} 1 {w}
zset | ZADD {k} 1 {w} 2
zset | ZSCORE {k} {w} < ZADD {k} {n}.5 {w}
zset | ZSCORE {k} {w} < ZADD {k} inf {w}
zset | ZSCORE {k} {w} < ZADD {k} 1e22 {w}
zset | ZSCORE {k} {w} < ZADD {k} 3.14159265358979 {w}
zset | ZMSCORE {k} {w} zz < ZADD {k} {n} {w}
zset | ZINCRBY {k} {n} {w} < ZADD {k} 1 {w}
zset | ZINCRBY {k} nan {w}
zset | ZCARD {k} < ZADD {k} 1 {w} 2 {v}
zset | ZRANK {k} {v} < ZADD {k} 1 {w}a 2 {v}
zset | ZREVRANK {k} {v} < ZADD {k} 1 {w}a 2 {v}
zset | ZRANGE {k} 0 -1 < ZADD {k} {n} {w} {m} {v}
zset | ZRANGE {k} 0 -1 WITHSCORES < ZADD {k} {n} {w} {m} {v}
zset | ZRANGE {k} 0 -1 REV < ZADD {k} {n} {w} {m} {v}
zset | ZRANGE {k} (1 5 BYSCORE LIMIT 0 1 < ZADD {k} 1 {w} 2 {v}
zset | ZRANGE {k} - + BYLEX < ZADD {k} 0 {w} 0 {v}
zset | ZRANGE {k} 0 -1 {w} < ZADD {k} 0 {w}
zset | ZREVRANGE {k} 0 0 < ZADD {k} 1 {w}a 2 {v}
zset | ZRANGEBYSCORE {k} -inf +inf WITHSCORES < ZADD {k} {n} {w}
zset | ZRANGEBYSCORE {k} {w} 1 < ZADD {k} 1 {w}
zset | ZREVRANGEBYSCORE {k} +inf (1 < ZADD {k} 1 {w} 2 {v}
zset | ZRANGEBYLEX {k} [a (zz < ZADD {k} 0 {w} 0 {v}
zset | ZRANGEBYLEX {k} a z < ZADD {k} 0 {w}
zset | ZCOUNT {k} 1 2 < ZADD {k} 1 {w} 2 {v}
zset | ZLEXCOUNT {k} - + < ZADD {k} 0 {w} 0 {v}
zset | ZREM {k} {w} zz < ZADD {k} 1 {w}
zset | ZREMRANGEBYRANK {k} 0 0 < ZADD {k} 1 {w} 2 {v}
zset | ZREMRANGEBYSCORE {k} 1 1 < ZADD {k} 1 {w} 2 {v}
zset | ZREMRANGEBYLEX {k} - + < ZADD {k} 0 {w}
zset | ZPOPMIN {k} < ZADD {k} 1 {w}a 2 {v}
zset | ZPOPMAX {k} 2 < ZADD {k} 1 {w}a 2 {v}
zset | ZUNIONSTORE {l} 1 {k} WEIGHTS 2 < ZADD {k} {n} {w}
zset | ZUNION 1 {k} WITHSCORES < ZADD {k} {n} {w}
zset | ZINTERSTORE {l} 2 {k} {k} AGGREGATE MAX < ZADD {k} {n} {w}
zset | ZDIFF 1 {k} < ZADD {k} {n} {w}
zset | ZUNIONSTORE {l} 0 {k}
zset | ZSCAN {k} 0 < ZADD {k} {n} {w}
zset | BZPOPMIN {k} 1 < ZADD {k} {n} {w}`,
}
