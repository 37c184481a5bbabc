#!/usr/bin/env node
// `npx decnet` in a clone that npm start or npm test has set up: hands over to the pinned Node.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const pinned = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url))
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const cache = fileURLToPath(new URL('../../../node_modules/.cache/node', import.meta.url))
const env = { NODE_COMPILE_CACHE: cache, ...process.env }
const child = spawn(existsSync(pinned) ? pinned : process.execPath, ['--conditions=source', main, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env,
})
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('exit', (code) => process.exit(code ?? 1))
