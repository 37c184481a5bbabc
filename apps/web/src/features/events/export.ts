// The export of the event log: saved as a file, or said why it was not.
import { asProblem } from '../../lib/api.ts'

export interface ExportEnds {
  save(text: string): void
  /** Told one sentence for the operator. */
  failed(message: string): void
}

/** Gathers the rows and saves them as JSON lines. Never rejects: a failure is told, and then nothing is saved. */
export async function runExport(rows: () => Promise<readonly string[]>, { save, failed }: ExportEnds): Promise<void> {
  try {
    save((await rows()).join('\n'))
  } catch (error) {
    const { message, code } = asProblem(error)
    failed(`The export failed, nothing was saved: ${message} (${code})`)
  }
}
