// Probe grammar: paths, static files, conditions, ranges, codings.
import type { Draw } from '../draw.ts'
import type { Probe } from '../oracle.ts'
import { each, eachDrawn, get, request, rows } from './write.ts'

export function pathProbes(draw: Draw): Probe[] {
  const word = draw.word()
  const paths =
    '/..|/../|/../../etc/passwd|/.|/./|//|/a/../|/a/..|/a/../../|/%2e%2e/|/%2e%2e%2f|/%2E/|/%2f|/%|/%zz|/%1|/%00|/a%00b|/?|/?a|?a|/#f|/a\x7fb|/a\x01b|/\xff|/\xc3\xa9|/a"b|/a<b>\'&|/a\\b|/...|/a;b|/%20|/~root|/~root/|/index.html|/index.htm|/index.nginx-debian.html|/INDEX.HTML|/index.html/x|/favicon.ico|/robots.txt|/.env|/.git/config|/.git/HEAD|/.htaccess|/.htpasswd|/.htaccess/x|/a/.htaccess|/.aws/credentials|/wp-login.php|/wp-admin/|/xmlrpc.php|/phpmyadmin/|/phpMyAdmin/index.php|/phpinfo.php|/cgi-bin/|/cgi-bin/test.cgi|/cgi-bin/.%2e/.%2e/.%2e/.%2e/etc/passwd|/cgi-bin/%%32%65%%32%65/%%32%65%%32%65/etc/passwd|/icons/.%2e/%2e%2e/etc/passwd|/server-info|/manual|/manual/|/error/|/actuator/health|/solr/admin/info/system|/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php|/boaform/admin/formLogin|/HNAP1|/api/v1/pods|/owa/auth/logon.aspx|/console/|/%u002e'
  return rows('paths', {
    ...eachDrawn('GET', paths.split('|'), (path) => request(`GET ${path} HTTP/1.1`, [`Host: ${draw.word()}.example`])),
    'drawn *': get(`/${word}`),
    'drawn with a query *': get(`/${word}?${draw.word()}=${draw.number(1, 999)}`),
    'drawn folders *': get(`/${word}/${draw.word()}/${draw.word()}/`),
    'drawn extension *': get(`/${word}.${draw.pick(['php', 'asp', 'jsp', 'cgi', 'bak', 'zip'])}`),
    'drawn traversal *': get(`/${word}/${'../'.repeat(draw.number(2, 9))}etc/passwd`),
    'drawn traversal that stays *': get(`/${word}/${draw.word()}/../../`),
    'drawn escapes *': get(`/${[...word].map((char) => `%${char.charCodeAt(0).toString(16)}`).join('')}`),
    'drawn ThinkPHP *': get(`/index.php?s=/Index/\\think\\app/invokefunction&function=call_user_func_array&vars[0]=md5&vars[1][]=${word}`),
    'drawn SQL *': get(`/?id=${draw.number(1, 99)}%27%20OR%201=1--`),
    'name of 255 bytes': get(`/${'a'.repeat(255)}`),
    'name of 256 bytes': get(`/${'a'.repeat(256)}`),
    'name of 5,000 bytes': get(`/${'a'.repeat(5000)}`),
    'drawn deep *': get(`/${`${word}/`.repeat(60)}`),
    'open proxy *': request(`GET http://${word}.example/ HTTP/1.1`, [`Host: ${word}.example`]),
    'open proxy, drawn path *': request(`GET http://${word}.example/${word} HTTP/1.1`, [`Host: ${word}.example`]),
  })
}

/** `path` is a file of `size` bytes whose time is `modified`. */
export function fileProbes(draw: Draw, { path, size }: { readonly path: string; readonly size: number }): Probe[] {
  const at = draw.number(1, 200)
  const to = at + draw.number(1, 200)
  const ranges = `0-1|0-0|5-|-5|-0|0-|0-99999999|99999999-|99999999-999999990|5-2|0-1,3-4|0-1, 3-4|0-1,0-1|0-,0-|a-b||0-1,99999999-|-99999999|0-18446744073709551615|1-1 |0-1,-1|0-1,|,0-1|0-1;2-3|10-12,2-3|0-1,2-3|0-5,3-9|5-9,0-6|0-10,2-3,20-30|0-1,5-6,5-7|+1-2|1 -2|1--2`
  return [
    ...rows('ranges', {
      ...each('bytes=', ranges.split('|'), (range) => get(path, `Range: bytes=${range}`)),
      ...each('Range', ['bytes', 'foo=0-1', 'BYTES=0-1', 'bytes =0-1', 'bytes= 0-1'], (value) => get(path, `Range: ${value}`)),
      'drawn *': get(path, `Range: bytes=${at}-${to}`),
      'drawn start *': get(path, `Range: bytes=${at}-`),
      'drawn end *': get(path, `Range: bytes=-${at}`),
      'drawn pair *': get(path, `Range: bytes=${at}-${to},${to + 50}-${to + 60}`),
      'drawn overlap *': get(path, `Range: bytes=${at}-${to},${at + 1}-${to + 9}`),
      'drawn beyond *': get(path, `Range: bytes=${size + at}-`),
      'the last byte': get(path, `Range: bytes=${size - 1}-${size}`),
      HEAD: request(`HEAD ${path} HTTP/1.1`, ['Host: h', 'Range: bytes=0-1']),
      'HEAD beyond': request(`HEAD ${path} HTTP/1.1`, ['Host: h', 'Range: bytes=99999999-']),
      'beyond, close': get(path, 'Range: bytes=99999999-', 'Connection: close'),
      'beyond in 1.0': `GET ${path} HTTP/1.0\r\nRange: bytes=99999999-\r\n\r\n`,
      '1.0 *': `GET ${path} HTTP/1.0\r\nRange: bytes=${at}-${to}\r\n\r\n`,
      'of a missing file': get('/nothing-here', 'Range: bytes=0-1'),
      'with If-Range of another tag': get(path, 'Range: bytes=0-1', 'If-Range: "zz"'),
      'with If-Range of another day *': get(path, `Range: bytes=${at}-${to}`, 'If-Range: Wed, 04 Mar 2020 05:06:06 GMT'),
    }),
    ...rows('codings', {
      ...each(
        'Accept-Encoding',
        [
          'gzip',
          'gzip;q=0',
          'deflate, gzip;q=0.5, br',
          'gzip;q=0.000',
          '*',
          'GZIP',
          'x-gzip',
          'deflate',
          'gzipx',
          'br , gzip ; q=1',
          'identity',
        ],
        (value) => get(path, `Accept-Encoding: ${value}`),
      ),
      ...each('missing, Accept-Encoding', ['gzip', 'gzip, deflate', 'br'], (value) => get('/nothing-here', `Accept-Encoding: ${value}`)),
      'missing, drawn *': get(`/${draw.word()}`, 'Accept-Encoding: gzip'),
      'through a proxy': get(path, 'Accept-Encoding: gzip', `Via: 1.1 ${draw.word()}`),
      'with a range *': get(path, 'Accept-Encoding: gzip', `Range: bytes=${at}-${to}`),
      close: get(path, 'Accept-Encoding: gzip', 'Connection: close'),
      'in two headers': get(path, 'Accept-Encoding: br', 'Accept-Encoding: gzip'),
      HEAD: request(`HEAD ${path} HTTP/1.1`, ['Host: h', 'Accept-Encoding: gzip']),
      '1.0': `GET ${path} HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n`,
      'drawn weight *': get(path, `Accept-Encoding: gzip;q=0.${draw.number(1, 9)}`),
      'drawn other coding *': get(path, `Accept-Encoding: ${draw.word()}`),
      'gzip after a drawn one *': get(path, `Accept-Encoding: ${draw.word()}, gzip`),
      'kept alive': get(path, 'Connection: keep-alive', 'Accept-Encoding: gzip'),
    }),
  ]
}

export function conditionProbes(draw: Draw, path: string): Probe[] {
  const year = draw.number(1995, 2019)
  const old = `Wed, 0${draw.number(1, 9)} Mar ${year} 05:06:07 GMT`
  return rows('conditions', {
    'If-Modified-Since drawn, earlier *': get(path, `If-Modified-Since: ${old}`),
    'If-Modified-Since in the future': get(path, 'If-Modified-Since: Wed, 04 Mar 2037 05:06:08 GMT'),
    'If-Modified-Since no date *': get(path, `If-Modified-Since: ${draw.word()}`),
    'If-Modified-Since RFC 850': get(path, 'If-Modified-Since: Wednesday, 04-Mar-20 05:06:07 GMT'),
    'If-Modified-Since asctime': get(path, 'If-Modified-Since: Wed Mar  4 05:06:07 2020'),
    'If-None-Match asterisk': get(path, 'If-None-Match: *'),
    'If-None-Match drawn *': get(path, `If-None-Match: "${draw.word()}"`),
    'If-None-Match without quotes *': get(path, `If-None-Match: ${draw.word()}`),
    'If-None-Match asterisk, close': get(path, 'If-None-Match: *', 'Connection: close'),
    'If-None-Match asterisk, HEAD': request(`HEAD ${path} HTTP/1.1`, ['Host: h', 'If-None-Match: *']),
    'If-None-Match asterisk, gzip': get(path, 'If-None-Match: *', 'Accept-Encoding: gzip'),
    'If-None-Match asterisk and an earlier date *': get(path, 'If-None-Match: *', `If-Modified-Since: ${old}`),
    'If-Unmodified-Since drawn, earlier *': get(path, `If-Unmodified-Since: ${old}`),
    'If-Unmodified-Since in the future': get(path, 'If-Unmodified-Since: Wed, 04 Mar 2037 05:06:08 GMT'),
    'If-Unmodified-Since no date': get(path, 'If-Unmodified-Since: x'),
    'If-Match asterisk': get(path, 'If-Match: *'),
    'If-Match drawn *': get(path, `If-Match: "${draw.word()}"`),
    'If-Match drawn, HEAD *': request(`HEAD ${path} HTTP/1.1`, ['Host: h', `If-Match: "${draw.word()}"`]),
    'If-Match drawn, kept alive *': get(path, 'Connection: keep-alive', `If-Match: "${draw.word()}"`),
    'of a missing file *': get(`/${draw.word()}`, 'If-None-Match: *'),
  })
}

/** Pages with browsers that get padding, and pages in every shape. */
export function errorProbes(draw: Draw): Probe[] {
  const agents = [
    'Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36',
    'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
    'Opera/9.80 (Windows NT 6.1) MSIE 8.0',
    'MSIE 6',
    'curl/8.0',
  ]
  return rows('errors', {
    ...each('404 for', agents, (agent) => get('/nothing-here', `User-Agent: ${agent}`)),
    ...each('400 for', agents, (agent) => get('/%', `User-Agent: ${agent}`)),
    ...each('405 for', agents.slice(0, 3), (agent) => request('PUT / HTTP/1.1', ['Host: h', `User-Agent: ${agent}`])),
    'no Host for Chrome': request('GET / HTTP/1.1', [`User-Agent: ${agents[1]}`]),
    'packed for Chrome *': get(`/${draw.word()}`, `User-Agent: ${agents[1]}`, 'Accept-Encoding: gzip, deflate'),
    'drawn Chrome *': get(`/${draw.word()}`, `User-Agent: Chrome/${draw.number(50, 140)}.0`),
    'drawn agent *': get(`/${draw.word()}`, `User-Agent: ${draw.word()}/${draw.number(1, 9)}`),
    'HEAD of 404 *': request(`HEAD /${draw.word()} HTTP/1.1`),
    'HEAD of 400': request('HEAD /../ HTTP/1.1'),
    'HEAD without a slash *': request(`HEAD ${draw.word()} HTTP/1.1`),
    'HEAD of another version': request('HEAD / HTTP/9.9'),
    'HEAD with two blanks': request('HEAD  / HTTP/1.1'),
    'HEAD with a bad version *': request(`HEAD / ${draw.word()}`),
    'HEAD with a bad header': request('HEAD / HTTP/1.1', ['Host: h', 'Foo : x']),
    'HEAD without Host': 'HEAD / HTTP/1.1\r\n\r\n',
    'POST of 404 *': request(`POST /${draw.word()} HTTP/1.1`),
    '404 close *': get(`/${draw.word()}`, 'Connection: close'),
    '404 in 1.0, kept *': request(`GET /${draw.word()} HTTP/1.0`, ['Host: h', 'Connection: keep-alive']),
  })
}
