// One catalogue of everything that can go wrong on purpose: a stable code, the status it answers with, a title.

/** Codes are promises: scripts match on them. */
export const errorCatalogue = {
  'request.malformed': { status: 400, title: 'The request could not be read' },
  'request.invalid': { status: 422, title: 'The request breaks a rule' },
  'query.invalid': { status: 400, title: 'A query parameter cannot be read' },
  'cursor.invalid': { status: 400, title: 'The page cursor is not one of ours' },
  'auth.required': { status: 401, title: 'Sign in first' },
  'auth.failed': { status: 401, title: 'User name or password is wrong' },
  'auth.forbidden': { status: 403, title: 'Your role may not do this' },
  not_found: { status: 404, title: 'There is no such thing' },
  conflict: { status: 409, title: 'The state does not allow this' },
  'rate.limited': { status: 429, title: 'Too many requests' },
  'config.invalid': { status: 422, title: 'The configuration breaks a rule' },
  'fleet.invalid': { status: 422, title: 'The fleet file breaks a rule' },
  'store.busy': { status: 503, title: 'The store is not ready' },
  'fence.lost': { status: 409, title: 'Another holder has taken the lease' },
  internal: { status: 500, title: 'Something broke on our side' },
} as const satisfies Record<string, { status: number; title: string }>

/** A code of the catalogue. */
export type ErrorCode = keyof typeof errorCatalogue

/** One failing field: where it is (`/deckies/0/name`) and what is wrong with it. */
export interface FieldError {
  readonly path: string
  readonly message: string
}

/** An expected failure. Everything thrown on purpose, anywhere but by an attacker's bytes, is one of these. */
export class Problem extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly fields: readonly FieldError[]

  constructor(code: ErrorCode, detail: string, options: { fields?: readonly FieldError[]; cause?: unknown } = {}) {
    super(detail, { cause: options.cause })
    this.name = 'Problem'
    this.code = code
    this.status = errorCatalogue[code].status
    this.fields = options.fields ?? []
  }
}
