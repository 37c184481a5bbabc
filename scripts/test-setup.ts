// Before any test: what tests start as a process of its own must be built from the present sources.
import { build } from './build.ts'

/** With DECNET_TEST_NO_BUILD, for runs that start no process of ours. */
export default async function setup(): Promise<void> {
  if (!process.env.DECNET_TEST_NO_BUILD) await build({ web: true })
}
