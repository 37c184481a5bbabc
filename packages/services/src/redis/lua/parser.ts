// Lua 5.1 grammar (reference manual section 8), by recursive descent, with its messages.
import type { Block, Expression, FunctionBody, Statement, TableItem } from './ast.ts'
import { SyntaxFault, type Token, tokenize } from './lexer.ts'

/** Nesting that a chunk may have; the real limit is 200 levels of C. */
const DEPTH_MAX = 180
const UNARY = 8
const BINARY: Readonly<Record<string, readonly [left: number, right: number]>> = {
  or: [1, 1],
  and: [2, 2],
  '<': [3, 3],
  '>': [3, 3],
  '<=': [3, 3],
  '>=': [3, 3],
  '~=': [3, 3],
  '==': [3, 3],
  '..': [5, 4],
  '+': [6, 6],
  '-': [6, 6],
  '*': [7, 7],
  '/': [7, 7],
  '%': [7, 7],
  '^': [10, 9],
}

/** Reads a chunk; throws {@link SyntaxFault}. */
export function parse(source: string): Block {
  return new Parser(tokenize(source)).chunk()
}

class Parser {
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get #now(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '<eof>', line: 1 }
  }

  chunk(): Block {
    const block = this.#block()
    if (this.#now.kind !== 'end') this.#fail("'<eof>' expected")
    return block
  }

  #fail(message: string): never {
    throw new SyntaxFault(message, this.#now.line, this.#now.text)
  }

  #is(text: string): boolean {
    const { kind } = this.#now
    return this.#now.text === text && (kind === 'symbol' || kind === 'keyword')
  }

  #take(text: string): boolean {
    const taken = this.#is(text)
    if (taken) this.#at++
    return taken
  }

  #need(text: string): void {
    if (!this.#take(text)) this.#fail(`'${text}' expected`)
  }

  #close(text: string, open: string, line: number): void {
    if (this.#take(text)) return
    this.#fail(line === this.#now.line ? `'${text}' expected` : `'${text}' expected (to close '${open}' at line ${line})`)
  }

  #name(): string {
    if (this.#now.kind !== 'name') this.#fail('<name> expected')
    const { text } = this.#now
    this.#at++
    return text
  }

  #deeper<T>(run: () => T): T {
    if (++this.#depth > DEPTH_MAX) this.#fail('chunk has too many syntax levels')
    const result = run()
    this.#depth--
    return result
  }

  #blockEnds(): boolean {
    return this.#now.kind === 'end' || ['else', 'elseif', 'end', 'until'].some((word) => this.#is(word))
  }

  #block(): Block {
    return this.#deeper(() => {
      const block: Statement[] = []
      while (!this.#blockEnds()) {
        const statement = this.#statement()
        block.push(statement)
        this.#take(';')
        if (statement.kind === 'return' || statement.kind === 'break') break
      }
      return block
    })
  }

  #statement(): Statement {
    const { line } = this.#now
    if (this.#take('if')) return this.#if(line)
    if (this.#take('while')) {
      const test = this.#expression()
      this.#need('do')
      return { kind: 'while', test, block: this.#until('end', 'while', line) }
    }
    if (this.#take('do')) return { kind: 'do', block: this.#until('end', 'do', line) }
    if (this.#take('for')) return this.#for(line)
    if (this.#take('repeat')) {
      const block = this.#until('until', 'repeat', line)
      return { kind: 'repeat', block, test: this.#expression() }
    }
    if (this.#take('function')) return this.#functionStatement(line)
    if (this.#take('local')) return this.#local()
    if (this.#take('return')) return { kind: 'return', values: this.#blockEnds() || this.#is(';') ? [] : this.#list() }
    return this.#take('break') ? { kind: 'break' } : this.#simple(line)
  }

  #until(word: string, open: string, line: number): Block {
    const block = this.#block()
    this.#close(word, open, line)
    return block
  }

  #if(line: number): Statement {
    const arms: { test: Expression; block: Block }[] = []
    do {
      const test = this.#expression()
      this.#need('then')
      arms.push({ test, block: this.#block() })
    } while (this.#take('elseif'))
    const otherwise = this.#take('else') ? this.#block() : []
    this.#close('end', 'if', line)
    return { kind: 'if', arms, otherwise }
  }

  #for(line: number): Statement {
    const first = this.#name()
    if (this.#take('=')) {
      const from = this.#expression()
      this.#need(',')
      const to = this.#expression()
      const step = this.#take(',') ? this.#expression() : undefined
      this.#need('do')
      const block = this.#until('end', 'for', line)
      return { kind: 'count', name: first, from, to, block, line, ...(step ? { step } : {}) }
    }
    const names = [first]
    while (this.#take(',')) names.push(this.#name())
    if (!this.#take('in')) this.#fail("'=' or 'in' expected")
    const values = this.#list()
    this.#need('do')
    return { kind: 'each', names, values, block: this.#until('end', 'for', line), line }
  }

  #functionStatement(line: number): Statement {
    let target: Expression = { kind: 'name', name: this.#name(), line }
    let method = false
    while (this.#is('.') || this.#is(':')) {
      method = this.#is(':')
      this.#at++
      target = { kind: 'index', target, key: { kind: 'constant', value: this.#name() }, line }
      if (method) break
    }
    return { kind: 'assign', targets: [target], values: [{ kind: 'function', body: this.#body(method, line) }], line }
  }

  #local(): Statement {
    if (this.#take('function')) {
      const { line } = this.#now
      return { kind: 'local function', name: this.#name(), body: this.#body(false, line) }
    }
    const names = [this.#name()]
    while (this.#take(',')) names.push(this.#name())
    return { kind: 'local', names, values: this.#take('=') ? this.#list() : [] }
  }

  #simple(line: number): Statement {
    const first = this.#suffixed()
    if (first.kind === 'call' && !this.#is('=') && !this.#is(',')) return { kind: 'call', call: first }
    const targets = [first]
    while (this.#take(',')) targets.push(this.#suffixed())
    if (targets.some((target) => target.kind !== 'name' && target.kind !== 'index')) this.#fail('syntax error')
    this.#need('=')
    return { kind: 'assign', targets, values: this.#list(), line }
  }

  #body(method: boolean, line: number): FunctionBody {
    const parameters = method ? ['self'] : []
    let varargs = false
    this.#need('(')
    while (!this.#is(')')) {
      if (this.#take('...')) {
        varargs = true
        break
      }
      parameters.push(this.#name())
      if (!this.#take(',')) break
    }
    this.#need(')')
    return { parameters, varargs, block: this.#until('end', 'function', line) }
  }

  #list(): Expression[] {
    const list = [this.#expression()]
    while (this.#take(',')) list.push(this.#expression())
    return list
  }

  #primary(): Expression {
    const { line } = this.#now
    if (this.#now.kind === 'name') return { kind: 'name', name: this.#name(), line }
    if (!this.#take('(')) this.#fail('unexpected symbol')
    const value = this.#expression()
    this.#close(')', '(', line)
    return { kind: 'group', value }
  }

  #suffixed(): Expression {
    let target = this.#primary()
    for (;;) {
      const { line } = this.#now
      if (this.#take('.')) target = { kind: 'index', target, key: { kind: 'constant', value: this.#name() }, line }
      else if (this.#take('[')) {
        const key = this.#expression()
        this.#need(']')
        target = { kind: 'index', target, key, line }
      } else if (this.#take(':')) {
        const method = this.#name()
        target = { kind: 'call', target, method, args: this.#arguments(), line }
      } else if (this.#is('(') || this.#is('{') || this.#now.kind === 'string')
        target = { kind: 'call', target, args: this.#arguments(), line }
      else return target
    }
  }

  #arguments(): readonly Expression[] {
    const { line, kind, value } = this.#now
    if (kind === 'string') {
      this.#at++
      return [{ kind: 'constant', value }]
    }
    if (this.#is('{')) return [this.#table()]
    if (!this.#take('(')) this.#fail('function arguments expected')
    if (this.#take(')')) return []
    const list = this.#list()
    this.#close(')', '(', line)
    return list
  }

  #table(): Expression {
    const { line } = this.#now
    this.#need('{')
    const items: TableItem[] = []
    while (!this.#is('}')) {
      items.push(this.#tableItem())
      if (!this.#take(',') && !this.#take(';')) break
    }
    this.#close('}', '{', line)
    return { kind: 'table', items }
  }

  #tableItem(): TableItem {
    if (this.#take('[')) {
      const key = this.#expression()
      this.#need(']')
      this.#need('=')
      return { key, value: this.#expression() }
    }
    const next = this.#tokens[this.#at + 1]
    if (this.#now.kind === 'name' && next?.kind === 'symbol' && next.text === '=') {
      const key: Expression = { kind: 'constant', value: this.#name() }
      this.#need('=')
      return { key, value: this.#expression() }
    }
    return { value: this.#expression() }
  }

  #expression(limit = 0): Expression {
    return this.#deeper(() => {
      const { line } = this.#now
      let left: Expression
      const sign = ['not', '-', '#'].find((op) => this.#is(op))
      if (sign === undefined) left = this.#operand()
      else {
        this.#at++
        left = { kind: 'unary', op: sign, value: this.#expression(UNARY), line }
      }
      for (;;) {
        const { kind, text: op, line: place } = this.#now
        const power = kind === 'symbol' || kind === 'keyword' ? BINARY[op] : undefined
        if (!power || power[0] <= limit) return left
        this.#at++
        left = { kind: 'binary', op, left, right: this.#expression(power[1]), line: place }
      }
    })
  }

  #operand(): Expression {
    const { kind, value, line } = this.#now
    if (kind === 'number' || kind === 'string') {
      this.#at++
      return { kind: 'constant', value }
    }
    if (this.#take('nil')) return { kind: 'constant', value: undefined }
    if (this.#take('true')) return { kind: 'constant', value: true }
    if (this.#take('false')) return { kind: 'constant', value: false }
    if (this.#take('...')) return { kind: 'varargs' }
    if (this.#is('{')) return this.#table()
    if (this.#take('function')) return { kind: 'function', body: this.#body(false, line) }
    return this.#suffixed()
  }
}
