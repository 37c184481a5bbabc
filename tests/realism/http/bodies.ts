// Probe grammar: bodies and their framing, expectations, connections that go on.
import type { Draw } from '../draw.ts'
import type { Probe } from '../oracle.ts'
import { get, request, rows } from './write.ts'

const post = (headers: readonly string[], body = '', path = '/nothing-here') =>
  request(`POST ${path} HTTP/1.1`, ['Host: h', ...headers], body)
const chunked = (body: string, path?: string) => post(['Transfer-Encoding: chunked'], body, path)
const next = get('/next')

export function bodyProbes(draw: Draw): Probe[] {
  const word = draw.word(6, 12)
  const hex = word.length.toString(16)
  const lengths = ['-1', '+3', '3x', '0x3', '', '3 3', '3, 3', '00003', '99999999999999999999999']
  return [
    ...rows('bodies', {
      'length *': post([`Content-Length: ${word.length}`], word),
      'length, then the next *': post([`Content-Length: ${word.length}`], word) + next,
      'length on / *': post([`Content-Length: ${word.length}`], word, '/'),
      'length 0': post(['Content-Length: 0']),
      'no length, then the next': post([]) + next,
      ...Object.fromEntries(lengths.map((length) => [`length ${JSON.stringify(length)}`, post([`Content-Length: ${length}`], 'abc')])),
      'length twice': post(['Content-Length: 3', 'Content-Length: 3'], 'abc'),
      'length twice, differing': post(['Content-Length: 3', 'Content-Length: 4'], 'abcd'),
      'two lengths in pieces *': [post([`Content-Length: ${word.length}`]), word.slice(0, 3), word.slice(3)],
      'shorter than said': post(['Content-Length: 10'], 'abc'),
      '2 MB said': post(['Content-Length: 2000000'], 'abc'),
      '1 GiB and one said': post(['Content-Length: 1073741825'], 'abc'),
      'chunks *': chunked(`${hex}\r\n${word}\r\n0\r\n\r\n`),
      'chunks, then the next *': chunked(`${hex}\r\n${word}\r\n0\r\n\r\n`) + next,
      'chunks in pieces *': [chunked(''), `${hex}\r\n${word.slice(0, 2)}`, `${word.slice(2)}\r\n`, '0\r\n\r\n'],
      'extension and trailer *': chunked(`${hex};${word}=1\r\n${word}\r\n0\r\nX: y\r\n\r\n`) + next,
      'upper case': post(['Transfer-Encoding: CHUNKED'], 'A\r\n0123456789\r\n0\r\n\r\n'),
      'size of no digits': chunked('zz\r\nabc\r\n0\r\n\r\n'),
      'size missing': chunked('\r\n\r\n'),
      'size negative': chunked('-1\r\n'),
      'size with a blank before': chunked(' 3\r\nabc\r\n0\r\n\r\n'),
      'size with a blank after': chunked('3 \r\nabc\r\n0\r\n\r\n'),
      'size huge': chunked('ffffffffffffffffff\r\n'),
      'data longer than said': chunked('3\r\nabcd\r\n0\r\n\r\n'),
      'word after the size *': chunked(`${hex} ${word}\r\n${word}\r\n0\r\n\r\n`),
      'trailer that is no header *': chunked(`${hex}\r\n${word}\r\n0\r\n${word}\r\n\r\n`),
      'extension with DEL': chunked('3;a\x7f\r\nabc\r\n0\r\n\r\n'),
      'bare LF': chunked('3\nabc\n0\n\n'),
      'incomplete chunk': chunked('3\r\nab'),
      identity: post(['Transfer-Encoding: identity']),
      gzip: post(['Transfer-Encoding: gzip']),
      'gzip, chunked': post(['Transfer-Encoding: gzip, chunked'], '0\r\n\r\n'),
      'chunked, gzip': post(['Transfer-Encoding: chunked, gzip'], '0\r\n\r\n'),
      'drawn coding *': post([`Transfer-Encoding: ${word}`]),
      'chunked and length': post(['Content-Length: 3', 'Transfer-Encoding: chunked'], '3\r\nabc\r\n0\r\n\r\n'),
      'chunked twice': post(['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
      'chunked in 1.0': 'POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'length in 1.0 *': `POST /${word} HTTP/1.0\r\nContent-Length: ${word.length}\r\n\r\n${word}`,
      'GET with a body *': request(`GET /${word} HTTP/1.1`, ['Host: h', `Content-Length: ${word.length}`], word) + next,
      'HEAD with a body *': request('HEAD / HTTP/1.1', ['Host: h', `Content-Length: ${word.length}`], word) + next,
      'PUT with a body, then the next *': request(`PUT /${word} HTTP/1.1`, ['Host: h', `Content-Length: ${word.length}`], word) + next,
    }),
    ...rows(
      'expectations',
      {
        'continue, nothing follows': post(['Content-Length: 3', 'Expect: 100-continue']),
        'continue, then the body *': [post([`Content-Length: ${word.length}`, 'Expect: 100-continue']), word],
        'continue with the body *': post([`Content-Length: ${word.length}`, 'Expect: 100-continue'], word),
        'continue, odd case': post(['Content-Length: 3', 'Expect: 100-Continue'], 'abc'),
        'continue without a body': post(['Expect: 100-continue']),
        'continue with chunks': [post(['Transfer-Encoding: chunked', 'Expect: 100-continue']), '3\r\nabc\r\n0\r\n\r\n'],
        'continue on GET': get('/', 'Expect: 100-continue'),
        'continue in 1.0': 'POST / HTTP/1.0\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc',
        'something else *': post(['Content-Length: 3', `Expect: ${word}`], 'abc'),
        'something else on GET *': get('/', `Expect: ${word}`),
        'markup *': post(['Content-Length: 0', `Expect: <b>${word}"&</b>`]),
        twice: get('/', 'Expect: 100-continue', 'Expect: 100-continue'),
        'continue on PUT': request('PUT /x HTTP/1.1', ['Host: h', 'Content-Length: 3', 'Expect: 100-continue']),
      },
      300,
    ),
  ]
}

export function connectionProbes(draw: Draw): Probe[] {
  const word = draw.word()
  const with1 = (version: string, ...headers: string[]) => request(`GET /${word} HTTP/${version}`, ['Host: h', ...headers])
  return rows('keep-alive', {
    '1.1 *': with1('1.1'),
    '1.0 *': with1('1.0'),
    '1.0 keep-alive *': with1('1.0', 'Connection: keep-alive'),
    '1.0 Keep-Alive *': with1('1.0', 'Connection: Keep-Alive'),
    '1.1 keep-alive *': with1('1.1', 'Connection: keep-alive'),
    '1.1 close *': with1('1.1', 'Connection: close'),
    '1.1 CLOSE *': with1('1.1', 'Connection: CLOSE'),
    '1.1 a list with close': get('/', 'Connection: foo, close'),
    '1.1 keep-alive, close': get('/', 'Connection: keep-alive, close'),
    '1.1 keep-alive, Upgrade *': with1('1.1', 'Connection: keep-alive, Upgrade'),
    '1.1 drawn token *': with1('1.1', `Connection: ${word}`),
    'close, then keep-alive': get('/', 'Connection: close', 'Connection: keep-alive'),
    'Proxy-Connection in 1.0': 'GET / HTTP/1.0\r\nProxy-Connection: keep-alive\r\n\r\n',
    'three at once *': get(`/${word}`) + get('/') + get(`/${word}2`),
    'one after the other *': [get(`/${word}`), get('/'), get(`/${word}2`)],
    'one after the other, kept alive *': [1, 2, 3].map((number) => get(`/${word}${number}`, 'Connection: keep-alive')),
    'then a bad one': `${get('/')}foo\r\n\r\n`,
    'blank line between *': `${get(`/${word}`)}\r\n${get('/')}`,
    'close, and one more *': get(`/${word}`, 'Connection: close') + get('/'),
    '120 at once': get('/nothing-here').repeat(120),
    'error that keeps *': [get(`/${word}`), request('PUT / HTTP/1.1'), get('/')],
    'HEAD, then GET *': request(`HEAD /${word} HTTP/1.1`) + get(`/${word}`),
    '304 kept alive': get('/', 'Connection: keep-alive', 'If-None-Match: *'),
  })
}
