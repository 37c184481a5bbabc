// An operation with its steps, as the interface shows it.
import { operation as operationModel, operationStep } from '@decnet/kernel'
import { z } from 'zod'
import { instant } from '../shapes.ts'

export const operation = operationModel
  .omit({ input: true })
  .extend({ steps: z.array(operationStep.extend({ updated: instant })), created: instant, updated: instant })
