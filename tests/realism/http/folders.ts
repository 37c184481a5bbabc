// Probe grammar: folders, their redirects, and small files in them.
import type { Draw } from '../draw.ts'
import type { Probe } from '../oracle.ts'
import { each, get, request, rows } from './write.ts'

export function folderProbes(draw: Draw, folder: string): Probe[] {
  const word = draw.word()
  const file = `${folder}/app.css`
  return [
    ...rows('folders', {
      ...each('slash, Host', ['h', 'h:80', 'h:81', 'H.EXAMPLE.', '[::1]', '10.0.0.1', 'h_x'], (host) =>
        request(`GET ${folder} HTTP/1.1`, [`Host: ${host}`]),
      ),
      ...each('no slash with', ['HEAD', 'POST', 'PUT', 'OPTIONS', 'PROPFIND', 'FOO', 'DELETE'], (method) =>
        request(`${method} ${folder} HTTP/1.1`),
      ),
      ...each('slash with', ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS', 'FOO', 'DELETE'], (method) =>
        request(`${method} ${folder}/ HTTP/1.1`),
      ),
      'no slash, no Host': `GET ${folder} HTTP/1.0\r\n\r\n`,
      'no slash in 0.9': `GET ${folder}\r\n`,
      'no slash, drawn Host *': request(`GET ${folder} HTTP/1.1`, [`Host: ${word}.example`]),
      'no slash, drawn Host and port *': request(`GET ${folder} HTTP/1.1`, [`Host: ${word}:${draw.number(1, 65_535)}`]),
      'no slash, drawn query *': get(`${folder}?${word}=${draw.number(1, 99)}`),
      'no slash, odd query': get(`${folder}?%22%3c"<>&'\xc3\xa9`),
      'no slash, absolute *': request(`GET http://${word}:${draw.number(81, 65_535)}${folder} HTTP/1.1`),
      'no slash, escaped': get(`${folder.replace('a', '%61')}`),
      'no slash, gzip': get(folder, 'Accept-Encoding: gzip'),
      'no slash, body *': request(`POST ${folder} HTTP/1.1`, ['Host: h', `Content-Length: ${word.length}`], word) + get('/nothing'),
      'no slash, close *': request(`GET ${folder} HTTP/1.1`, [`Host: ${word}`, 'Connection: close']),
      'no slash, kept alive *': request(`GET ${folder} HTTP/1.1`, [`Host: ${word}`, 'Connection: keep-alive']),
      'missing in it *': get(`${folder}/${word}`),
      'up again *': get(`${folder}/${word}/..`),
      'dot in it': get(`${folder}/.`),
      'two slashes': get(`/${folder}`),
      'hidden in it': get(`${folder}/.htaccess`),
    }),
    ...rows('small files', {
      ...each('with', ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS', 'DELETE', 'FOO'], (method) => request(`${method} ${file} HTTP/1.1`)),
      gzip: get('/robots.txt', 'Accept-Encoding: gzip'),
      'text file': get('/robots.txt'),
      'drawn query *': get(`${file}?${word}`),
      'slash after it': get(`${file}/`),
      'path after it *': get(`${file}/${word}`),
      'escaped name': get(file.replace('app', '%61pp')),
      'escaped slash': get(file.replace('/app', '%2fapp')),
      'range *': get(file, `Range: bytes=${draw.number(0, 9)}-${draw.number(10, 90)}`),
      'pair of ranges *': get(file, `Range: bytes=${draw.number(0, 9)}-${draw.number(10, 90)},100-${draw.number(101, 300)}`),
      'not modified': get(file, 'If-None-Match: *'),
      'drawn tag *': get(file, `If-Match: "${word}"`),
    }),
  ]
}
