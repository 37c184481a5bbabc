// An operation: long work that someone asked for, with the steps it takes.
import { z } from 'zod'

export const operationStates = ['queued', 'running', 'done', 'failed'] as const

export const operationStep = z.object({
  name: z.string(),
  state: z.enum(operationStates),
  detail: z.string(),
  updated: z.number().int(),
})
export type OperationStep = z.output<typeof operationStep>

export const operation = z.object({
  id: z.uuid(),
  kind: z.enum(['fleet.apply', 'decky.add', 'decky.remove', 'analysis.replay']),
  subject: z.string(),
  state: z.enum(operationStates),
  input: z.record(z.string(), z.unknown()),
  steps: z.array(operationStep),
  error: z.string().nullable(),
  created_by: z.string(),
  created: z.number().int(),
  updated: z.number().int(),
})
export type Operation = z.output<typeof operation>
