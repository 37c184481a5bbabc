// Failures that nobody caught: logged and counted, for one of them must not end the conversations of 64 deckies.
import { errorText, type Log } from '@decnet/sensor'

/** From now on no stray exception or rejection ends this process. */
export function surviveStrays(log: Log): void {
  let strays = 0
  const survive = (error: unknown) => {
    strays++
    log('a failure was not caught', { error: errorText(error).slice(0, 500), strays })
  }
  process.on('uncaughtException', survive)
  process.on('unhandledRejection', survive)
}
