// Any bytes at what reads Redis's wire and its scripts: no exception, no more output than input allows, no search without end.
import { fuzz, fuzzRuns, fuzzTimeout, holds, samples } from '@decnet/kernel/testing'
import { describe, it } from 'vitest'
import { findPattern, PatternFault } from './lua/patterns.ts'
import { compile, runScript } from './lua/script.ts'
import { float, integer } from './numbers.ts'
import { error, isFault } from './reply.ts'
import { type Request, RequestParser } from './wire.ts'
import { splitWords } from './words.ts'

const RUNS = fuzzRuns(2000)

const latin1 = (input: Uint8Array) => Buffer.from(input.buffer, input.byteOffset, input.length).toString('latin1')

const talk = {
  corpus: samples(
    'PING\r\n',
    '*2\r\n$4\r\nECHO\r\n$3\r\nabc\r\n*1\r\n$4\r\nPING\r\n',
    '*3\r\n$3\r\nSET\r\n$1\r\na\r\n$0\r\n\r\nGET "a b" \'c\'\r\n',
    '*-1\r\n*0\r\n*1\r\n$20000\r\n',
    'SET "\\x00\\n\\"" \'it\\\'s\'\n\n\n',
    '*1\r\n$1\r\na\r\n'.repeat(40),
  ),
  dictionary: samples(
    '\r\n',
    '\n',
    '*',
    '$',
    '*1\r\n',
    '$0\r\n\r\n',
    '$-1\r\n',
    '$9999999999\r\n',
    '*2147483648\r\n',
    '"',
    "'",
    '\\x',
    '\0',
  ),
}

function readAll(pieces: readonly Buffer[], authenticated: boolean): Request[] {
  const parser = new RequestParser({ authenticated: () => authenticated, most: 2_147_483_647 })
  const requests: Request[] = []
  for (const piece of pieces) {
    parser.feed(piece)
    for (let request = parser.next(); request; request = parser.next()) requests.push(request)
  }
  return requests
}

function requests(input: Uint8Array, number: number): void {
  const bytes = Buffer.from(input)
  const authenticated = number % 2 === 0
  const whole = readAll([bytes], authenticated)
  let size = 0
  for (const each of whole) if (each.kind === 'command') for (const word of each.argv) size += word.length
  holds(whole.length <= bytes.length / 2 + 1, 'a request takes two bytes at least')
  holds(size <= bytes.length, 'no more comes out than went in')
  const [first, second] = [(number * 7919) % (bytes.length + 1), (number * 104_729) % (bytes.length + 1)].sort((a, b) => a - b)
  const pieces = readAll([bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)], authenticated)
  holds(pieces.length === whole.length && JSON.stringify(pieces) === JSON.stringify(whole), 'the same however the bytes are cut')
}

const scripts = {
  corpus: samples(
    "local t={1,2} for i,v in ipairs(t) do redis.call('SET',i,v) end return t[1]..'x'",
    'local function f(a,...) if a>1 then return f(a-1,...) else return select("#",...) end end return f(3,1,2)',
    "return {KEYS[1],ARGV[1],#ARGV,1.5,true,false,nil,{err='x'},{ok='y'}}",
    "return string.gsub('hello world','(%w+)','<%1>') .. string.format('%5.2f %s %q %d %x',1.5,'a','b',3,255)",
    'local s="" for i=1,10 do s=s..i end repeat local x=1 until x==1 while false do break end return string.rep(s,3)',
    'return cjson.encode({1,2,{a=cjson.decode(\'[1,{"b":null}]\')}})',
    'local t={} t.x={y=function(self) return self end} t[1]=t return tostring(t.x:y()) --[[ c ]] -- d',
    'return table.concat({1,2,3},",",1,3) .. tostring(tonumber("0x10")+tonumber("1e2")*2^-1%3)',
    'local a,b=pcall(error,{1}) return math.max(1,2,math.floor(1.5)),bit.band(7,bit.lshift(1,2)),unpack({1,2})',
    'local t={3,1,2} table.sort(t,function(a,b) return a<b end) table.insert(t,1,9) table.remove(t) return #t',
    "for k in string.gmatch('a=1,b=2','(%w+)=(%w+)') do redis.pcall('GET',k) end return redis.sha1hex('')",
  ),
  dictionary: samples(
    ...' local return function end if then else elseif while do for in repeat until nil not and or ... .. == ~= <= [[ ]] --[[ 0x 1e'.split(
      ' ',
    ),
    ...'0/0 1/0 -1 2^53 "%.99f" %b() [^ {}( (( )) #t t[t]= ..t t,t pcall( string.rep( table.concat( unpack( tostring( select('.split(' '),
    '\n',
    ' ',
    '\\255',
  ),
  maxLength: 1024,
}

const fault = /^(ERR |[A-Z]+ |-)?/

function scripted(input: Uint8Array, number: number): void {
  const source = latin1(input)
  const major = number % 2 === 0 ? 6 : 7
  let calls = 0
  const perform = (argv: readonly string[]) => (++calls % 3 === 0 ? error('ERR no') : [...argv, calls, null])
  const reply = runScript({ source, sha: 'f'.repeat(40), keys: ['k'], args: ['a', '2'], major, steps: 3000, perform })
  holds(calls <= 3000, 'calls are counted as steps')
  if (isFault(reply)) holds(fault.test(reply.text), 'a fault has a text')
}

function compiled(input: Uint8Array): void {
  const tree = compile(latin1(input), 7)
  if (isFault(tree)) holds(/^ERR Error compiling script \(new function\): user_script:\d+: /.test(tree.text), 'says why')
}

const patterns = {
  corpus: samples(
    '(%w+)=(%w+)\0a=1,b=2',
    '^%s*(.-)%s*$\0  x y  ',
    '%b()\0(a(b)c)',
    '[^%a-]+\0ab-12',
    '(a*(.)%w(%s*))()%1\0aab c',
    'a.-b?\0aaab',
  ),
  dictionary: samples('%', '.-', '.*', '(', ')', '()', '[', ']', '^', '$', '%1', '%b', '[^', '%f', '-', '+', '?', '\0'),
  maxLength: 512,
}

function searched(input: Uint8Array): void {
  const text = latin1(input)
  const cut = text.indexOf('\0')
  const [pattern, subject] = cut < 0 ? [text, text] : [text.slice(0, cut), text.slice(cut + 1)]
  let steps = 0
  try {
    const found = findPattern(subject, pattern, { from: 0, most: 20_000, spend: (count) => (steps += count) })
    if (found) holds(found.start <= found.end && found.end <= subject.length && found.captures.length <= 32, 'lies within the text')
  } catch (problem) {
    if (!(problem instanceof PatternFault)) throw problem
  }
  holds(steps <= 21_000, 'steps are bounded')
}

function numbers(input: Uint8Array): void {
  const text = latin1(input)
  const whole = integer(text)
  if (whole !== undefined) holds(String(whole) === text, 'an integer has one spelling')
  holds(!Number.isNaN(float(text)), 'never not a number')
}

describe('any bytes', () => {
  it.each([
    { name: 'RequestParser', ...talk, check: requests },
    {
      name: 'splitWords',
      ...talk,
      check: (input: Uint8Array) => holds((splitWords(latin1(input)) ?? []).join('').length <= input.length, 'bounded'),
    },
    { name: 'integer and float', corpus: samples('-12', '1.5e10', '-inf', '0x1F', '9'.repeat(300)), check: numbers },
    { name: 'compile', ...scripts, check: compiled },
    { name: 'runScript', ...scripts, check: scripted },
    { name: 'findPattern', ...patterns, check: searched },
  ])('$name', { timeout: fuzzTimeout(RUNS) }, ({ check, ...plan }) => fuzz({ ...plan, runs: RUNS }, check))
})
