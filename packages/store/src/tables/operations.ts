// Operations with their steps.
import type { Operation } from '@decnet/kernel'

/** `input` and `steps` are JSON text. */
export type OperationsTable = Omit<Operation, 'input' | 'steps'> & { input: string; steps: string }
