// Media types by extension, as Debian's /etc/mime.types and the server's own configuration give them.

const TYPES: Readonly<Record<string, string>> = {
  bak: 'application/x-trash',
  bat: 'application/x-msdos-program',
  css: 'text/css',
  csv: 'text/csv',
  doc: 'application/msword',
  exe: 'application/x-msdos-program',
  gif: 'image/gif',
  gz: 'application/x-gzip',
  htm: 'text/html',
  html: 'text/html',
  ico: 'image/vnd.microsoft.icon',
  jar: 'application/java-archive',
  jpg: 'image/jpeg',
  js: 'text/javascript',
  json: 'application/json',
  old: 'application/x-trash',
  pdf: 'application/pdf',
  pl: 'text/x-perl',
  png: 'image/png',
  py: 'text/x-python',
  sh: 'text/x-sh',
  sql: 'application/sql',
  svg: 'image/svg+xml',
  tar: 'application/x-tar',
  tgz: 'application/x-gzip',
  txt: 'text/plain',
  xml: 'application/xml',
  zip: 'application/zip',
}

const LANGUAGES = new Set([
  'ca',
  'da',
  'de',
  'el',
  'en',
  'eo',
  'es',
  'et',
  'fr',
  'he',
  'hr',
  'it',
  'ja',
  'ko',
  'nl',
  'nn',
  'no',
  'pt',
  'ru',
  'tr',
  'uk',
  'vi',
])

/** The type of a path's last known extension. */
export function mimeOf(path: string): string | undefined {
  const extensions = (path.split('/').at(-1) ?? '').split('.').slice(1)
  return extensions.map((extension) => TYPES[extension.toLowerCase()]).findLast((type) => type !== undefined)
}

/** The language that an extension names (mod_mime's AddLanguage). */
export function languageOf(path: string): string | undefined {
  const extensions = (path.split('/').at(-1) ?? '').split('.').slice(1)
  return extensions.find((extension) => LANGUAGES.has(extension))
}
