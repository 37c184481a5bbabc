// nginx's normal form of a URI's path: percent signs decoded, dots resolved, slashes merged.

/** The decoded path and the raw query, or undefined where nginx answers 400. The result is latin1. */
export function nginxUri(target: string): { readonly path: string; readonly query: string | undefined } | undefined {
  const raw = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?]*(.*)$/s.exec(target)?.[1] ?? target
  const fragment = raw.indexOf('#')
  const whole = fragment < 0 ? raw : raw.slice(0, fragment)
  const mark = whole.indexOf('?')
  const query = mark < 0 ? undefined : whole.slice(mark + 1)
  const decoded = decode(mark < 0 ? whole : whole.slice(0, mark))
  if (decoded === undefined) return undefined
  const path = resolve(decoded === '' ? '/' : decoded)
  return path === undefined ? undefined : { path, query }
}

function decode(text: string): string | undefined {
  let bad = false
  const decoded = text.replace(/%(..)?/gs, (_, digits: string | undefined) => {
    if (digits === undefined || !/^[0-9a-fA-F]{2}$/.test(digits)) bad = true
    const code = Number.parseInt(digits ?? '', 16)
    if (code === 0) bad = true
    return String.fromCharCode(code)
  })
  return bad ? undefined : decoded
}

/** Undefined when `..` leads above the root. */
function resolve(path: string): string | undefined {
  const out: string[] = []
  const parts = path.split('/').slice(1)
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1
    if (part === '..' && out.pop() === undefined) return undefined
    if (part === '.' || part === '..' || part === '') {
      if (last) out.push('')
    } else out.push(part)
  }
  return `/${out.join('/')}`
}
