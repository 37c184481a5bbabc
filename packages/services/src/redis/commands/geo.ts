// Places on the globe, kept as sorted sets of 52-bit hashes: GEOADD, GEOPOS, GEODIST, GEOHASH.
import { at, type Call, type Handlers, NOT_FLOAT, SYNTAX } from '../call.ts'
import { float, printFloat } from '../numbers.ts'
import { error, type Fault, isFault, NULL_ARRAY, type Reply } from '../reply.ts'
import { type Scores, scoresOf } from './zsets.ts'

/** Half a Web Mercator square: what the hash can hold. */
const LATITUDE_MAX = 85.05112878
const EARTH_RADIUS_METRES = 6_372_797.560856
const STEPS = 26
const UNITS: Readonly<Record<string, number>> = { m: 1, km: 1000, ft: 0.3048, mi: 1609.34 }
const ALPHABET = '0123456789bcdefghjkmnpqrstuvwxyz'

function interleave(longitude: number, latitude: number, most: number): number {
  const x = Math.floor(((longitude + 180) / 360) * 2 ** STEPS)
  const y = Math.floor(((latitude + most) / (2 * most)) * 2 ** STEPS)
  let hash = 0n
  for (let bit = STEPS - 1; bit >= 0; bit--)
    hash = (hash << 2n) | (BigInt(Math.floor(x / 2 ** bit) & 1) << 1n) | BigInt(Math.floor(y / 2 ** bit) & 1)
  return Number(hash)
}

/** The middle of the square that a hash stands for. */
function decode(score: number): readonly [longitude: number, latitude: number] {
  const hash = BigInt(score)
  let [x, y] = [0, 0]
  for (let bit = STEPS - 1; bit >= 0; bit--) {
    x = x * 2 + Number((hash >> BigInt(bit * 2 + 1)) & 1n)
    y = y * 2 + Number((hash >> BigInt(bit * 2)) & 1n)
  }
  const scale = 2 ** STEPS
  const middle = (cell: number, least: number, span: number) => {
    const low = least + (cell / scale) * span
    return (low + (least + ((cell + 1) / scale) * span)) / 2
  }
  return [middle(x, -180, 360), middle(y, -LATITUDE_MAX, 2 * LATITUDE_MAX)]
}

const shown = (value: number) => (Number.isFinite(value) ? value.toFixed(6) : printFloat(value))

function add(call: Call): Reply {
  let index = 2
  const flags = new Set<string>()
  for (; /^(nx|xx|ch)$/i.test(call.argv[index] ?? ''); index++) flags.add(at(call, index).toUpperCase())
  const rest = call.argv.slice(index)
  if (rest.length % 3 !== 0 || (flags.has('NX') && flags.has('XX'))) return SYNTAX
  const places: [string, number][] = []
  for (let next = 0; next < rest.length; next += 3) {
    const [longitude, latitude] = [float(rest[next] ?? ''), float(rest[next + 1] ?? '')]
    if (longitude === undefined || latitude === undefined) return NOT_FLOAT
    if (Math.abs(longitude) > 180 || Math.abs(latitude) > LATITUDE_MAX) {
      return error(`ERR invalid longitude,latitude pair ${shown(longitude)},${shown(latitude)}`)
    }
    places.push([rest[next + 2] ?? '', interleave(longitude, latitude, LATITUDE_MAX)])
  }
  return put(call, flags, places)
}

function put(call: Call, flags: ReadonlySet<string>, places: readonly (readonly [string, number])[]): Reply {
  const found = scoresOf(call, at(call, 1))
  if (isFault(found)) return found
  const scores: Scores = found ?? new Map()
  let [added, changed] = [0, 0]
  for (const [member, score] of places) {
    const before = scores.get(member)
    if ((flags.has('NX') && before !== undefined) || (flags.has('XX') && before === undefined)) continue
    if (before === undefined) added++
    else if (before !== score) changed++
    scores.set(member, score)
  }
  if (found) call.db.changed(at(call, 1))
  else if (scores.size > 0) call.db.put(at(call, 1), { type: 'zset', scores })
  return flags.has('CH') ? added + changed : added
}

function read(call: Call): Scores | undefined | Fault {
  return scoresOf(call, at(call, 1))
}

function distance(call: Call): Reply {
  const unit = call.argv[4] === undefined ? 1 : UNITS[at(call, 4).toLowerCase()]
  if (call.argv.length > 5) return SYNTAX
  if (unit === undefined) return error('ERR unsupported unit provided. please use M, KM, FT, MI')
  const scores = read(call)
  if (isFault(scores)) return scores
  const [first, second] = [scores?.get(at(call, 2)), scores?.get(at(call, 3))]
  if (first === undefined || second === undefined) return null
  return (metres(decode(first), decode(second)) / unit).toFixed(4)
}

function metres([lon1, lat1]: readonly [number, number], [lon2, lat2]: readonly [number, number]): number {
  const radians = Math.PI / 180
  const u = Math.sin(((lat2 - lat1) * radians) / 2)
  const v = Math.sin(((lon2 - lon1) * radians) / 2)
  return 2 * EARTH_RADIUS_METRES * Math.asin(Math.sqrt(u * u + Math.cos(lat1 * radians) * Math.cos(lat2 * radians) * v * v))
}

/** The usual eleven-letter geohash, whose latitudes run to 90 degrees. */
function hashOf(score: number): string {
  const [longitude, latitude] = decode(score)
  const bits = BigInt(interleave(longitude, latitude, 90))
  let text = ''
  for (let index = 0; index < 11; index++) text += ALPHABET[index === 10 ? 0 : Number((bits >> BigInt(52 - (index + 1) * 5)) & 31n)]
  return text
}

export const geo: Handlers = {
  geoadd: add,
  geodist: distance,
  geohash: (call) => {
    const scores = read(call)
    if (isFault(scores)) return scores
    return call.argv.slice(2).map((member) => {
      const score = scores?.get(member)
      return score === undefined ? null : hashOf(score)
    })
  },
  geopos: (call) => {
    const scores = read(call)
    if (isFault(scores)) return scores
    return call.argv.slice(2).map((member) => {
      const score = scores?.get(member)
      return score === undefined ? NULL_ARRAY : decode(score).map((part) => printFloat(part))
    })
  },
}
