// The real nginx and Apache with Debian's default site on a private directory, and our service beside them with the same files.
import { chmodSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { findService } from '@decnet/services/catalogue'
import { ownLoopback, type Side, startDaemon } from '../daemon.ts'
import { serveOn } from '../host.ts'

export type Product = 'nginx' | 'apache'

const root = process.getuid?.() === 0
/** Port 80 changes what goes into a Location; without root both sides have the same other port. */
export const PORT = root ? 80 : 8080

/** Both sides over the same files: ours is asked for them first, the daemon gets copies with the same times. */
export function sides(product: Product, site: 'default' | 'login', paths: readonly string[]) {
  let ours: Promise<Side> | undefined
  const started = (): Promise<Side> => {
    const service = findService('http')
    if (!service) throw new RangeError('no http service')
    ours ??= serveOn({ service, address: ownLoopback(), port: PORT, options: { product, site } })
    return ours
  }
  const daemon = async (): Promise<Side> => {
    const copies = await Promise.all(paths.map(async (path) => ({ path, ...(await copyOf(await started(), path)) })))
    const address = ownLoopback()
    return startDaemon({
      ...(product === 'nginx' ? nginx(address) : apache(address, site)),
      address,
      port: PORT,
      folders: ['www', 'log', 'run', 'tmp'],
      files: (dir) => {
        chmodSync(dir, 0o755)
        for (const { path, body, seconds } of copies) {
          const file = join(dir, 'www', path)
          mkdirSync(dirname(file), { recursive: true })
          writeFileSync(file, body)
          utimesSync(file, seconds, seconds)
        }
        return product === 'nginx' ? { 'nginx.conf': nginxConf(dir, address) } : { 'apache2.conf': apacheConf(dir, address, site) }
      },
    })
  }
  return { ours: started, daemon }
}

/** A file as our side serves it, and its time: whole seconds from nginx, microseconds from Apache's entity tag. */
async function copyOf(side: Side, path: string): Promise<{ body: Buffer; seconds: number }> {
  const answer = await ask(side, `GET ${path} HTTP/1.0\r\n\r\n`)
  const end = answer.indexOf('\r\n\r\n')
  const head = answer.toString('latin1', 0, end)
  const micro = /ETag: "[0-9a-f]+-([0-9a-f]{12,})"/.exec(head)?.[1]
  const seconds = micro ? (Number.parseInt(micro, 16) + 0.4) / 1e6 : Date.parse(/Last-Modified: (.*)/.exec(head)?.[1] ?? '') / 1000
  return { body: answer.subarray(end + 4), seconds }
}

function ask({ address, port }: Side, request: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    const socket = connect({ host: address, port }, () => socket.write(request))
    socket.on('data', (bytes) => parts.push(bytes))
    socket.on('end', () => resolve(Buffer.concat(parts)))
    socket.on('error', reject)
  })
}

export const BINARY = { nginx: '/usr/sbin/nginx', apache: '/usr/sbin/apache2' } as const

const nginx = (_address: string) => ({
  binary: BINARY.nginx,
  args: (dir: string) => ['-e', join(dir, 'log/error.log'), '-c', join(dir, 'nginx.conf')],
})

const apache = (_address: string, _site: string) => ({
  binary: BINARY.apache,
  args: (dir: string) => ['-DFOREGROUND', '-f', join(dir, 'apache2.conf')],
  env: { APACHE_LOG_DIR: '/nonexistent' },
})

/** /etc/nginx/nginx.conf and sites-available/default, with our places. */
function nginxConf(dir: string, address: string): string {
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${dir}/tmp/${name};`).join(' ')
  return `daemon off;
${root ? 'user www-data;' : ''}
worker_processes 1;
pid ${dir}/run/nginx.pid;
events { worker_connections 768; }
http {
  sendfile on;
  tcp_nopush on;
  types_hash_max_size 2048;
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log off;
  gzip on;
  ${temp}
  server {
    listen ${address}:${PORT} default_server;
    root ${dir}/www;
    index index.html index.htm index.nginx-debian.html;
    server_name _;
    location / { try_files $uri $uri/ =404; }
  }
}
`
}

/** /etc/apache2/apache2.conf and 000-default.conf, with our places. A sign-in site does not list its folders. */
function apacheConf(dir: string, address: string, site: 'default' | 'login'): string {
  return `ServerRoot /etc/apache2
ServerName 127.0.1.1
DefaultRuntimeDir ${dir}/run
PidFile ${dir}/run/apache2.pid
Timeout 300
KeepAlive On
MaxKeepAliveRequests 100
KeepAliveTimeout 5
${root ? 'User www-data\nGroup www-data' : ''}
HostnameLookups Off
ErrorLog ${dir}/log/error.log
LogLevel warn
IncludeOptional mods-enabled/*.load
IncludeOptional mods-enabled/*.conf
Listen ${address}:${PORT}
<Directory />
  Options FollowSymLinks
  AllowOverride None
  Require all denied
</Directory>
<Directory /usr/share>
  AllowOverride None
  Require all granted
</Directory>
<Directory ${dir}/www>
  Options ${site === 'login' ? 'FollowSymLinks' : 'Indexes FollowSymLinks'}
  AllowOverride None
  Require all granted
</Directory>
AccessFileName .htaccess
<FilesMatch "^\\.ht">
  Require all denied
</FilesMatch>
IncludeOptional conf-enabled/charset.conf
IncludeOptional conf-enabled/localized-error-pages.conf
IncludeOptional conf-enabled/security.conf
IncludeOptional conf-enabled/serve-cgi-bin.conf
<VirtualHost *:${PORT}>
  ServerAdmin webmaster@localhost
  DocumentRoot ${dir}/www
</VirtualHost>
`
}

/** What may differ: the hour, the addresses, the boundary that a server makes once, and the order of methods (a hash table seeded at start). */
export function mask(said: string): string {
  return said
    .replaceAll(/Date: [A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/g, 'Date: now')
    .replaceAll(/127\.\d+\.\d+\.1\d\b/g, 'address')
    .replaceAll(/Allow: ([A-Z,]+)/g, (_, list: string) => `Allow: ${list.split(',').sort().join(',')}`)
    .split(/(?=HTTP\/1\.1 206 )/)
    .map(maskBoundary)
    .join('')
}

/** Apache writes 64 bits of chance without leading zeros, so that one boundary in sixteen is shorter: the length is counted as if none was. */
function maskBoundary(answer: string): string {
  const boundary = /boundary=([0-9a-f]{10,20})\r\n/.exec(answer)?.[1]
  if (boundary === undefined) return answer
  const pieces = answer.split(`--${boundary}`)
  const missing = (boundary.length > 16 ? 20 : 16) - boundary.length
  return pieces
    .join('--b')
    .replace(`boundary=${boundary}`, 'boundary=b')
    .replace(/Content-Length: (\d+)/, (_, length: string) => `Content-Length: ${Number(length) + missing * (pieces.length - 1)}`)
}
