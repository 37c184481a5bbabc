// Before any test: what tests start as a process of its own must be built from the present sources.
import { build } from './build.ts'

export default async function setup(): Promise<void> {
  await build({ web: false })
}
