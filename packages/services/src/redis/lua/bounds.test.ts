// What a script may cost: every way to much work with few steps is paid for, and ends.
import { describe, expect, it } from 'vitest'
import { isFault, type Reply } from '../reply.ts'
import { findPattern, PatternFault } from './patterns.ts'
import { runScript } from './script.ts'

const run = (source: string, perform: (argv: readonly string[]) => Reply = () => null) =>
  runScript({ source, sha: 'f'.repeat(40), keys: [], args: [], major: 7, perform })

const text = (reply: Reply) =>
  isFault(reply) ? reply.text : JSON.stringify(reply, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))

describe('a script', () => {
  it.each([
    ['a budget that is not a number', 'pcall(table.concat, {}, "", 0/0) while true do end'],
    ['a table that holds itself twice, as JSON', 'local t={} for i=1,40 do t={t,t} end return cjson.encode(t)'],
    ['the same as a reply', 'local t={} for i=1,40 do t={t,t} end return t'],
    ['long texts in many places of a reply', 'local s=string.rep("x",1000000) local t={} for i=1,1000 do t[i]=s end return t'],
    ['letter by letter, again and again', 'local s=string.rep("x",1000000) while true do string.upper(s) end'],
    ['a sum of long texts, again and again', 'local s=string.rep("x",1000000) while true do redis.sha1hex(s) end'],
    ['searches that look at everything', 'local s=string.rep("a",100000) while true do pcall(string.find,s,".-.-.-.-b") end'],
    ['the front of a long list', 'local t={} while true do table.insert(t,1,1) end'],
  ])('ends: %s', (_, source) => {
    expect(text(run(source))).toMatch(/user killed|not enough memory|reached lua stack limit|excessive depth/)
  })

  it.each([
    ['return tonumber(string.rep("1",100000).."x")', 'null'],
    ['return string.rep("",1/0)', '""'],
    ['return string.format("%.0g",12)', '"1e+01"'],
    ['return select(2,pcall(bit.band))', `"user_script:1: bad argument #1 to 'band' (number expected, got no value)"`],
    ['return 2^70', '"-9223372036854775808"'],
    ['return select(2,pcall(string.format,string.rep("%s",3),string.rep("x",900000),string.rep("x",900000),""))', '"not enough memory"'],
    ['return select(2,pcall(table.concat,{string.rep("x",900000),string.rep("x",900000)}))', '"not enough memory"'],
    ['return select(2,pcall(string.gsub,"aaa","a+",string.rep("%0",400000)))', '"not enough memory"'],
  ])('%s', (source, said) => {
    expect(text(run(source))).toBe(said)
  })

  it('pays for what its commands answer', () => {
    const many = Array.from({ length: 50_000 }, () => 'x')
    let calls = 0
    const said = run('while true do redis.call("KEYS","*") end', () => {
      calls++
      return many
    })
    expect(text(said)).toMatch(/user killed/)
    expect(calls).toBeLessThan(10)
  })
})

describe('a search', () => {
  it('is given up, and says how far it went', () => {
    let steps = 0
    const spend = (count: number) => (steps += count)
    expect(() => findPattern('a'.repeat(2000), '.*.*.*b', { from: 0, spend })).toThrow(PatternFault)
    expect(steps).toBeGreaterThan(1_000_000)
    expect(() => findPattern('a'.repeat(2000), '.-b', { from: 0, most: 100, spend })).toThrow('pattern too complex')
  })

  it('goes along plain letters without nesting, and nests only so far', () => {
    expect(findPattern('x'.repeat(100_000), 'x'.repeat(100_000), { from: 0 })?.end).toBe(100_000)
    expect(() => findPattern('a', 'a?'.repeat(1000), { from: 0 })).toThrow('pattern too complex')
  })
})
