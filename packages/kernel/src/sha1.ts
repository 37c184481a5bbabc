// SHA-1 (FIPS 180-4 section 6.1), synchronous and without I/O: UUIDv5 is defined over it. Not for security.

// One schedule for all calls: they are synchronous and overwrite every word.
const words = new Uint32Array(80)

/** The 20-byte digest of `input`. */
export function sha1(input: Uint8Array): Uint8Array {
  const bitLength = input.length * 8
  const padded = new Uint8Array((((input.length + 8) >> 6) << 6) + 64)
  padded.set(input)
  padded[input.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(bitLength / 0x100000000))
  view.setUint32(padded.length - 4, bitLength >>> 0)
  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0)
  for (let offset = 0; offset < padded.length; offset += 64) {
    for (let t = 0; t < 16; t++) words[t] = view.getUint32(offset + t * 4)
    for (let t = 16; t < 80; t++) {
      words[t] = rotate(at(words, t - 3) ^ at(words, t - 8) ^ at(words, t - 14) ^ at(words, t - 16), 1)
    }
    compress(state)
  }
  const digest = new Uint8Array(20)
  const out = new DataView(digest.buffer)
  for (let index = 0; index < 5; index++) out.setUint32(index * 4, at(state, index))
  return digest
}

function compress(state: Uint32Array): void {
  let a = at(state, 0)
  let b = at(state, 1)
  let c = at(state, 2)
  let d = at(state, 3)
  let e = at(state, 4)
  for (let t = 0; t < 80; t++) {
    const choice =
      t < 20
        ? ((b & c) | (~b & d)) + 0x5a827999
        : t < 40
          ? (b ^ c ^ d) + 0x6ed9eba1
          : t < 60
            ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
            : (b ^ c ^ d) + 0xca62c1d6
    const next = (rotate(a, 5) + choice + e + at(words, t)) >>> 0
    e = d
    d = c
    c = rotate(b, 30)
    b = a
    a = next
  }
  state[0] = at(state, 0) + a
  state[1] = at(state, 1) + b
  state[2] = at(state, 2) + c
  state[3] = at(state, 3) + d
  state[4] = at(state, 4) + e
}

function rotate(value: number, count: number): number {
  return ((value << count) | (value >>> (32 - count))) >>> 0
}

function at(words: Uint32Array, index: number): number {
  return words[index] ?? 0
}
