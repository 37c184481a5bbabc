// Where a unix socket really lies: sun_path holds 108 bytes (unix(7)), so a deep data directory needs a shorter place.
import { sha1 } from './sha1.ts'

/** The longest path, in bytes, that is used as it is. */
const MAX_PATH_BYTES = 100

/**
 * The path to use for a socket that belongs at the absolute path `path`: the same when it is short enough, else
 * `TMP/decnet-<12 hex of its directory>/<file>`. Both ends compute it alike; whoever listens makes the directory
 * (mode 0700) and checks that it owns it.
 */
export function socketPath(path: string, tmp: string): string {
  if (new TextEncoder().encode(path).length <= MAX_PATH_BYTES) return path
  const cut = path.lastIndexOf('/')
  const digest = sha1(new TextEncoder().encode(path.slice(0, cut)))
  const hex = Array.from(digest.subarray(0, 6), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${tmp}/decnet-${hex}/${path.slice(cut + 1)}`
}
