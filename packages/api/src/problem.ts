// Every error as one shape: RFC 9457 problem details with a stable code, field paths and the request's id.
import { errorCatalogue, type FieldError, Problem } from '@decnet/kernel'

/** The body of an error reply. */
export interface ProblemBody {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly fields: readonly FieldError[]
  readonly request_id: string
}

export const problemType = 'application/problem+json; charset=utf-8'

/** The body for `problem`. */
export function problemBody(problem: Problem, requestId: string): ProblemBody {
  return {
    type: `urn:decnet:problem:${problem.code}`,
    title: errorCatalogue[problem.code].title,
    status: problem.status,
    code: problem.code,
    detail: problem.message,
    fields: problem.fields,
    request_id: requestId,
  }
}

/**
 * What was thrown, as a Problem. Failures of the HTTP layer itself (broken JSON, a body too large, a wrong
 * content type) carry a 4xx status of their own; anything else is ours and says nothing to the caller.
 */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const status = statusOf(error)
  if (status === 404) return new Problem('not_found', 'There is nothing at this address')
  if (status === 429) return new Problem('rate.limited', 'Too many requests; wait a little')
  if (status !== null && status >= 400 && status < 500) {
    return new Problem('request.malformed', error instanceof Error ? error.message : 'The request could not be read', { cause: error })
  }
  return new Problem('internal', 'Something broke on our side; the log has it under this request id', { cause: error })
}

function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return null
  return typeof error.statusCode === 'number' ? error.statusCode : null
}
