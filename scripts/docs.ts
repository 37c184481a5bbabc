// Writes the documents that are made from the sources; with --check, fails where one on disk is not what the sources say.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { apiDocument } from './docs/api.ts'
import { eventsDocument, findingsDocument } from './docs/events.ts'
import { fleetSchemaDocument } from './docs/fleet-schema.ts'
import { mapDocument } from './docs/map.ts'
import { missingPaths } from './docs/paths.ts'
import { servicesDocument } from './docs/services.ts'
import { topicsDocument } from './docs/topics.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

const documents: Readonly<Record<string, () => string>> = {
  'docs/api.md': apiDocument,
  'docs/events.md': eventsDocument,
  'docs/findings.md': findingsDocument,
  'docs/fleet.schema.json': fleetSchemaDocument,
  'docs/map.md': () => mapDocument(root),
  'docs/services.md': servicesDocument,
  'docs/topics.md': topicsDocument,
}

const check = process.argv.includes('--check')
let stale = 0
for (const [path, make] of Object.entries(documents)) {
  const file = join(root, path)
  const text = make()
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue
  if (check) {
    stale++
    console.error(`${path} is not in step with the sources: run npm run docs`)
  } else {
    writeFileSync(file, text)
    console.log(`wrote ${path}`)
  }
}
for (const path of missingPaths(root, readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8'))) {
  stale++
  console.error(`CONTRIBUTING.md names ${path}, which is not there`)
}
process.exitCode = stale > 0 ? 1 : 0
