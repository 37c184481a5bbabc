// Runs a Lua tree under a budget of steps. Strings and tables are bounded by what the steps can make.
import type { Block, Expression, FunctionBody, Statement } from './ast.ts'
import { fault, isFunction, LuaError, LuaTable, type LuaValue, toNumber, toText, truth, typeName } from './values.ts'

/** The longest string that a script may build. */
export const TEXT_MAX = 1024 * 1024
const CALLS_MAX = 150

type Signal = { readonly kind: 'return'; readonly values: LuaValue[] } | { readonly kind: 'break' } | undefined

class Scope {
  readonly #names = new Map<string, { value: LuaValue }>()
  readonly #outer: Scope | undefined
  readonly varargs: readonly LuaValue[]

  constructor(outer: Scope | undefined, varargs: readonly LuaValue[] = outer?.varargs ?? []) {
    this.#outer = outer
    this.varargs = varargs
  }

  declare(name: string, value: LuaValue): void {
    this.#names.set(name, { value })
  }

  find(name: string): { value: LuaValue } | undefined {
    return this.#names.get(name) ?? this.#outer?.find(name)
  }
}

export interface Rules {
  /** Steps that the script may take. */
  readonly steps: number
  /** What reading and writing a global that is not there says. */
  readonly missing: (name: string, line: number) => LuaError
  readonly forbidden: (name: string, line: number) => LuaError
}

export class Interpreter {
  readonly globals: LuaTable
  readonly #rules: Rules
  #left: number
  #calls = 0

  constructor(globals: LuaTable, rules: Rules) {
    this.globals = globals
    this.#rules = rules
    this.#left = rules.steps
  }

  /** Runs a chunk; throws {@link LuaError}. */
  run(block: Block): LuaValue[] {
    const signal = this.#block(block, new Scope(undefined))
    return signal?.kind === 'return' ? signal.values : []
  }

  /** Steps that are left. */
  get left(): number {
    return this.#left
  }

  /** Takes `count` steps; beyond the budget the script is ended. */
  spend(count: number, line: number): void {
    this.#left -= count
    // Not `< 0`: a count that is not a number must not make the budget endless.
    if (!(this.#left >= 0)) throw new LuaError(new LuaTable(), line)
  }

  #block(block: Block, scope: Scope): Signal {
    for (const statement of block) {
      this.spend(1, 1)
      const signal = this.#statement(statement, scope)
      if (signal) return signal
    }
    return undefined
  }

  #statement(statement: Statement, scope: Scope): Signal {
    switch (statement.kind) {
      case 'local': {
        const values = this.#values(statement.values, scope)
        for (const [index, name] of statement.names.entries()) scope.declare(name, values[index])
        return undefined
      }
      case 'local function':
        scope.declare(statement.name, undefined)
        this.#assignName(statement.name, this.#function(statement.body, scope, statement.name), { scope, line: 1 })
        return undefined
      case 'assign':
        this.#assign(statement, scope)
        return undefined
      case 'call':
        this.#multiple(statement.call, scope)
        return undefined
      case 'do':
        return this.#block(statement.block, new Scope(scope))
      case 'if':
        for (const arm of statement.arms) if (truth(this.#one(arm.test, scope))) return this.#block(arm.block, new Scope(scope))
        return this.#block(statement.otherwise, new Scope(scope))
      case 'return':
        return { kind: 'return', values: this.#values(statement.values, scope) }
      case 'break':
        return { kind: 'break' }
      default:
        return this.#loop(statement, scope)
    }
  }

  #loop(statement: Extract<Statement, { kind: 'while' | 'repeat' | 'count' | 'each' }>, scope: Scope): Signal {
    if (statement.kind === 'count') return this.#count(statement, scope)
    if (statement.kind === 'each') return this.#each(statement, scope)
    while (statement.kind === 'repeat' || truth(this.#one(statement.test, scope))) {
      this.spend(1, 1)
      const inner = new Scope(scope)
      const signal = this.#block(statement.block, inner)
      if (signal) return signal.kind === 'break' ? undefined : signal
      if (statement.kind === 'repeat' && truth(this.#one(statement.test, inner))) break
    }
    return undefined
  }

  #count(loop: Extract<Statement, { kind: 'count' }>, scope: Scope): Signal {
    const from = toNumber(this.#one(loop.from, scope))
    const to = toNumber(this.#one(loop.to, scope))
    const step = loop.step ? toNumber(this.#one(loop.step, scope)) : 1
    if (from === undefined) throw fault("'for' initial value must be a number", loop.line)
    if (to === undefined) throw fault("'for' limit must be a number", loop.line)
    if (step === undefined) throw fault("'for' step must be a number", loop.line)
    for (let index = from; step > 0 ? index <= to : index >= to; index += step) {
      this.spend(1, loop.line)
      const inner = new Scope(scope)
      inner.declare(loop.name, index)
      const signal = this.#block(loop.block, inner)
      if (signal) return signal.kind === 'break' ? undefined : signal
    }
    return undefined
  }

  #each(loop: Extract<Statement, { kind: 'each' }>, scope: Scope): Signal {
    const [next, state, first] = this.#values(loop.values, scope)
    let control = first
    for (;;) {
      this.spend(1, loop.line)
      const values = this.invoke(next, [state, control], { line: loop.line, name: '' })
      control = values[0]
      if (control === undefined) return undefined
      const inner = new Scope(scope)
      for (const [index, name] of loop.names.entries()) inner.declare(name, values[index])
      const signal = this.#block(loop.block, inner)
      if (signal) return signal.kind === 'break' ? undefined : signal
    }
  }

  #assign({ targets, values, line }: Extract<Statement, { kind: 'assign' }>, scope: Scope): void {
    const results = this.#values(values, scope)
    for (const [index, target] of targets.entries()) {
      if (target.kind === 'name') this.#assignName(target.name, results[index], { scope, line })
      else if (target.kind === 'index') {
        const table = this.#one(target.target, scope)
        if (!(table instanceof LuaTable)) throw fault(`attempt to index ${described(target.target, table, scope)}`, line)
        if (table.readonly) throw fault('Attempt to modify a readonly table', line)
        table.set(this.#one(target.key, scope), results[index])
      }
    }
  }

  #assignName(name: string, value: LuaValue, { scope, line }: { scope: Scope; line: number }): void {
    const found = scope.find(name)
    if (!found) throw this.#rules.forbidden(name, line)
    found.value = value
  }

  #values(list: readonly Expression[], scope: Scope): LuaValue[] {
    const values: LuaValue[] = []
    for (const [index, expression] of list.entries()) {
      if (index === list.length - 1) values.push(...this.#multiple(expression, scope))
      else values.push(this.#one(expression, scope))
    }
    return values
  }

  #multiple(expression: Expression, scope: Scope): LuaValue[] {
    if (expression.kind === 'varargs') {
      this.spend(scope.varargs.length >> 4, 1)
      return [...scope.varargs]
    }
    return expression.kind === 'call' ? this.#call(expression, scope) : [this.#one(expression, scope)]
  }

  #call(call: Extract<Expression, { kind: 'call' }>, scope: Scope): LuaValue[] {
    const target = this.#one(call.target, scope)
    if (call.method === undefined) {
      const args = this.#values(call.args, scope)
      if (!isFunction(target)) throw fault(`attempt to call ${described(call.target, target, scope)}`, call.line)
      return this.invoke(target, args, { line: call.line, name: '' })
    }
    const method = this.#index(target, call.method, { line: call.line, of: call.target, scope })
    if (!isFunction(method)) throw fault(`attempt to call method '${call.method}' (a ${typeName(method)} value)`, call.line)
    return this.invoke(method, [target, ...this.#values(call.args, scope)], { line: call.line, name: call.method })
  }

  /** Calls a function value. */
  invoke(target: LuaValue, args: readonly LuaValue[], place: { readonly line: number; readonly name: string }): LuaValue[] {
    if (!isFunction(target)) throw fault(`attempt to call a ${typeName(target)} value`, place.line)
    this.spend(2 + (args.length >> 4), place.line)
    if (++this.#calls > CALLS_MAX) {
      this.#calls = 0
      throw fault('stack overflow', place.line)
    }
    try {
      return target.call(args, place.line)
    } finally {
      this.#calls = Math.max(0, this.#calls - 1)
    }
  }

  #function(body: FunctionBody, scope: Scope, name = 'anonymous'): LuaValue {
    return {
      name,
      call: (args) => {
        const inner = new Scope(scope, body.varargs ? args.slice(body.parameters.length) : [])
        for (const [index, parameter] of body.parameters.entries()) inner.declare(parameter, args[index])
        const signal = this.#block(body.block, inner)
        return signal?.kind === 'return' ? signal.values : []
      },
    }
  }

  #one(expression: Expression, scope: Scope): LuaValue {
    switch (expression.kind) {
      case 'constant':
        return expression.value
      case 'varargs':
        return scope.varargs[0]
      case 'name':
        return this.#name(expression.name, expression.line, scope)
      case 'group':
        return this.#one(expression.value, scope)
      case 'call':
        return this.#call(expression, scope)[0]
      case 'function':
        return this.#function(expression.body, scope)
      case 'index':
        return this.#index(this.#one(expression.target, scope), this.#one(expression.key, scope), {
          line: expression.line,
          of: expression.target,
          scope,
        })
      case 'table':
        return this.#table(expression, scope)
      case 'unary':
        return this.#unary(expression, scope)
      case 'binary':
        return this.#binary(expression, scope)
    }
  }

  #name(name: string, line: number, scope: Scope): LuaValue {
    const local = scope.find(name)
    if (local) return local.value
    const value = this.globals.get(name)
    if (value === undefined) throw this.#rules.missing(name, line)
    return value
  }

  #index(target: LuaValue, key: LuaValue, place: { line: number; of: Expression; scope: Scope }): LuaValue {
    if (target instanceof LuaTable) return target.get(key)
    if (typeof target === 'string') {
      const library = this.globals.get('string')
      return library instanceof LuaTable ? library.get(key) : undefined
    }
    throw fault(`attempt to index ${described(place.of, target, place.scope)}`, place.line)
  }

  #table(expression: Extract<Expression, { kind: 'table' }>, scope: Scope): LuaTable {
    const table = new LuaTable()
    let next = 1
    for (const [index, item] of expression.items.entries()) {
      this.spend(1, 1)
      if (item.key) table.set(this.#one(item.key, scope), this.#one(item.value, scope))
      else if (index < expression.items.length - 1) table.set(next++, this.#one(item.value, scope))
      else {
        const values = this.#multiple(item.value, scope)
        this.spend(values.length >> 2, 1)
        for (const value of values) table.set(next++, value)
      }
    }
    return table
  }

  #unary({ op, value, line }: Extract<Expression, { kind: 'unary' }>, scope: Scope): LuaValue {
    const operand = this.#one(value, scope)
    if (op === 'not') return !truth(operand)
    if (op === '-') {
      const number = toNumber(operand)
      if (number === undefined) throw fault(`attempt to perform arithmetic on ${described(value, operand, scope)}`, line)
      return -number
    }
    if (typeof operand === 'string') return operand.length
    if (operand instanceof LuaTable) return operand.length
    throw fault(`attempt to get length of ${described(value, operand, scope)}`, line)
  }

  #binary(expression: Extract<Expression, { kind: 'binary' }>, scope: Scope): LuaValue {
    this.spend(1, expression.line)
    const { op, line } = expression
    const left = this.#one(expression.left, scope)
    if (op === 'and') return truth(left) ? this.#one(expression.right, scope) : left
    if (op === 'or') return truth(left) ? left : this.#one(expression.right, scope)
    const right = this.#one(expression.right, scope)
    if (op === '==') return left === right
    if (op === '~=') return left !== right
    if (op === '..') return this.#join(expression, [left, right], scope)
    if (/^[<>]/.test(op)) return compare(op, [left, right], line)
    const [a, b] = [toNumber(left), toNumber(right)]
    if (a === undefined || b === undefined) {
      const [wrong, of] =
        a === undefined && typeof left !== 'string'
          ? [left, expression.left]
          : b === undefined
            ? [right, expression.right]
            : [left, expression.left]
      throw fault(`attempt to perform arithmetic on ${described(of, wrong, scope)}`, line)
    }
    return arithmetic(op, a, b)
  }

  #join(expression: Extract<Expression, { kind: 'binary' }>, [left, right]: readonly LuaValue[], scope: Scope): string {
    const wrong = [left, right].findIndex((value) => typeof value !== 'string' && typeof value !== 'number')
    if (wrong >= 0) {
      const of = wrong === 0 ? expression.left : expression.right
      throw fault(`attempt to concatenate ${described(of, wrong === 0 ? left : right, scope)}`, expression.line)
    }
    const text = toText(left) + toText(right)
    if (text.length > TEXT_MAX) throw new LuaError('not enough memory', expression.line)
    this.spend(text.length >> 8, expression.line)
    return text
  }
}

/** `local 'a' (a nil value)`, as Lua names what was wrong. */
function described(expression: Expression, value: LuaValue, scope: Scope): string {
  const type = `(a ${typeName(value)} value)`
  if (expression.kind === 'name') return `${scope.find(expression.name) ? 'local' : 'global'} '${expression.name}' ${type}`
  if (expression.kind === 'index' && expression.key.kind === 'constant' && typeof expression.key.value === 'string') {
    return `field '${expression.key.value}' ${type}`
  }
  return expression.kind === 'index' ? `field '?' ${type}` : `a ${typeName(value)} value`
}

function arithmetic(op: string, a: number, b: number): number {
  switch (op) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '%':
      return a - Math.floor(a / b) * b
    default:
      return a ** b
  }
}

function compare(op: string, [left, right]: readonly [LuaValue, LuaValue], line: number): boolean {
  const same = typeof left === typeof right && (typeof left === 'number' || typeof left === 'string')
  if (!same || left === undefined || right === undefined) {
    const [a, b] = [typeName(left), typeName(right)]
    throw fault(a === b ? `attempt to compare two ${a} values` : `attempt to compare ${a} with ${b}`, line)
  }
  if (op === '<') return left < right
  if (op === '<=') return left <= right
  return op === '>' ? left > right : left >= right
}
