// Redis 7.0: where the keys of a command are, as COMMAND prints it. A fact table, read from the daemon.

/** A line each: one or more of `flags | begin search | find keys | notes`, joined by ` & `. */
export const keySpecs = `
RW insert|index,1|range,0,1,0|
RO access|index,1|range,0,1,0|
RW access update variable_flags|index,1|range,0,1,0|This command allows both access and modification of the key
OW update|index,2|range,0,1,0| & RO access|index,3|range,-1,1,0|
RW access delete|index,1|range,0,1,0| & RW insert|index,2|range,0,1,0|
RW access delete|index,2|keynum,0,1,1|
RW access delete|index,1|range,-2,1,0|
RO access|index,1|range,0,1,0| & OW update|index,2|range,0,1,0|
RW access update|index,1|range,0,1,0|
RM delete|index,1|range,-1,1,0|
RW access update|index,2|keynum,0,1,1|We cannot tell how the keys will be used so we assume the worst, RW and UPDATE
RO access|index,2|keynum,0,1,1|We cannot tell how the keys will be used so we assume the worst, RO and ACCESS
RW access update|index,2|keynum,0,1,1|
RO access|index,2|keynum,0,1,1|
RO|index,1|range,-1,1,0|
RW update|index,1|range,0,1,0|
RO access|index,1|range,0,1,0| & OW update|keyword,STORE,6|range,0,1,0| & OW update|keyword,STOREDIST,6|range,0,1,0|
RO access|index,1|range,0,1,0| & OW update|keyword,STORE,5|range,0,1,0| & OW update|keyword,STOREDIST,5|range,0,1,0|
OW update|index,1|range,0,1,0| & RO access|index,2|range,0,1,0|
RW access delete|index,1|range,0,1,0|
RW access update|index,1|range,0,1,0|RW and UPDATE because it changes the TTL
RW delete|index,1|range,0,1,0|
RO|index,1|range,0,1,0|
RO access|index,1|range,1,1,0|
RW access delete|index,1|keynum,0,1,1|
RO|index,2|range,0,1,0|
RO access|index,1|range,-1,1,0|
RW access delete|index,3|range,0,1,0| & RW access delete incomplete|keyword,KEYS,-2|range,-1,1,0|
OW update|index,1|range,-1,2,0|
OW insert|index,1|range,-1,2,0|
RW access|index,1|range,-1,1,0|RW because it may change the internal representation of the key, and propagate to replicas
RW access|index,2|range,0,1,0|
RW access insert|index,1|range,0,1,0| & RO access|index,2|range,-1,1,0|
OW update|index,1|range,0,1,0|
RW access delete|index,1|range,0,1,0| & OW update|index,2|range,0,1,0|
RW access delete|index,1|range,0,1,0| & OW insert|index,2|range,0,1,0|
OW update|index,1|range,0,1,0| & RO access|index,2|range,-1,1,0|
RW access update variable_flags|index,1|range,0,1,0|RW and ACCESS due to the optional \`GET\` argument
OW insert|index,1|range,0,1,0|
RO access|index,1|keynum,0,1,1|
RW update|index,1|range,0,1,0| & RO access|index,2|range,-1,1,0|
RO access|index,1|range,0,1,0| & RO access|unknown|unknown|For the optional BY/GET keyword. It is marked 'unknown' because the key names derive from the content of the key we sort & OW update|unknown|unknown|For the optional STORE keyword. It is marked 'unknown' because the keyword can appear anywhere in the argument array
RO access|index,1|range,0,1,0| & RO access|unknown|unknown|For the optional BY/GET keyword. It is marked 'unknown' because the key names derive from the content of the key we sort
not_key|index,1|range,0,1,0|
not_key|index,1|range,-1,1,0|
RW update|index,1|range,0,1,0|UPDATE instead of INSERT because of the optional trimming feature
RW insert|index,2|range,0,1,0|
RW delete|index,2|range,0,1,0|
RW update|index,2|range,0,1,0|
RO access|index,2|range,0,1,0|
RO access|keyword,STREAMS,1|range,-1,1,2|
RO access|keyword,STREAMS,4|range,-1,1,2|
OW update|index,1|range,0,1,0| & RO access|index,2|keynum,0,1,1|`
