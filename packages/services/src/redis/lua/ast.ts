// The tree of a Lua chunk.

export type Expression =
  | { readonly kind: 'constant'; readonly value: string | number | boolean | undefined }
  | { readonly kind: 'varargs' }
  | { readonly kind: 'name'; readonly name: string; readonly line: number }
  | { readonly kind: 'index'; readonly target: Expression; readonly key: Expression; readonly line: number }
  | {
      readonly kind: 'call'
      readonly target: Expression
      readonly args: readonly Expression[]
      readonly method?: string
      readonly line: number
    }
  | { readonly kind: 'function'; readonly body: FunctionBody }
  | { readonly kind: 'binary'; readonly op: string; readonly left: Expression; readonly right: Expression; readonly line: number }
  | { readonly kind: 'unary'; readonly op: string; readonly value: Expression; readonly line: number }
  | { readonly kind: 'table'; readonly items: readonly TableItem[] }
  | { readonly kind: 'group'; readonly value: Expression }

export interface TableItem {
  readonly key?: Expression
  readonly value: Expression
}

export interface FunctionBody {
  readonly parameters: readonly string[]
  readonly varargs: boolean
  readonly block: Block
}

export type Block = readonly Statement[]

export type Statement =
  | { readonly kind: 'local'; readonly names: readonly string[]; readonly values: readonly Expression[] }
  | { readonly kind: 'local function'; readonly name: string; readonly body: FunctionBody }
  | { readonly kind: 'assign'; readonly targets: readonly Expression[]; readonly values: readonly Expression[]; readonly line: number }
  | { readonly kind: 'call'; readonly call: Expression }
  | { readonly kind: 'do'; readonly block: Block }
  | { readonly kind: 'while'; readonly test: Expression; readonly block: Block }
  | { readonly kind: 'repeat'; readonly test: Expression; readonly block: Block }
  | { readonly kind: 'if'; readonly arms: readonly { readonly test: Expression; readonly block: Block }[]; readonly otherwise: Block }
  | {
      readonly kind: 'count'
      readonly name: string
      readonly from: Expression
      readonly to: Expression
      readonly step?: Expression
      readonly block: Block
      readonly line: number
    }
  | {
      readonly kind: 'each'
      readonly names: readonly string[]
      readonly values: readonly Expression[]
      readonly block: Block
      readonly line: number
    }
  | { readonly kind: 'return'; readonly values: readonly Expression[] }
  | { readonly kind: 'break' }
