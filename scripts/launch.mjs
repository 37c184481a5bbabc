// Runs under whatever Node the machine has: brings the clone to a state in which the pinned Node can take over.
// Plain JavaScript without dependencies, because nothing is installed yet when it starts.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const [task = 'help', ...rest] = process.argv.slice(2)

/** Installs from the lock file when node_modules is missing or older than the lock. */
function install() {
  const stamp = join(root, 'node_modules', '.lock-stamp')
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  console.error('installing dependencies from the lock file ...')
  const done = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (done.status !== 0) fail('npm ci failed; its own message is above')
  writeFileSync(stamp, hash)
}

/** The Node to run with: the pinned one, or this one where no pinned binary exists for the platform. */
function findNode() {
  const pinned = join(root, 'node_modules', '.bin', 'node')
  if (existsSync(pinned) && spawnSync(pinned, ['--version']).status === 0) return pinned
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath
  fail(
    `Node ${process.versions.node} is too old and no pinned Node exists for ${process.platform}-${process.arch}: install Node 22.18 or newer`,
  )
}

function fail(message) {
  console.error(`decnet: ${message}`)
  process.exit(1)
}

/** Runs steps one after another; ends with the status of the first that fails. */
function runAll(node, steps) {
  for (const [title, args] of steps) {
    const started = Date.now()
    const done = spawnSync(node, args, { cwd: root, stdio: 'inherit', env: environment(node) })
    console.error(`${done.status === 0 ? 'ok' : 'FAILED'}  ${title}  ${((Date.now() - started) / 1000).toFixed(1)} s`)
    if (done.status !== 0) process.exit(done.status ?? 1)
  }
}

function environment(node) {
  const cache = process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'node')
  return {
    ...process.env,
    NODE_COMPILE_CACHE: cache,
    PATH: `${join(node, '..')}:${join(root, 'node_modules', '.bin')}:${process.env.PATH}`,
  }
}

/** Becomes one long-lived child: its exit is ours; a terminal's Ctrl-C reaches it by itself. */
function become(node, args) {
  const child = spawn(node, args, { cwd: process.env.INIT_CWD ?? process.cwd(), stdio: 'inherit', env: environment(node) })
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}

const tool = (path) => join(root, 'node_modules', path)
const source = '--conditions=source'
const script = (name) => join(root, 'scripts', name)

const checks = [
  ['format', [tool('@biomejs/biome/bin/biome'), 'format', '.']],
  ['lint', [tool('@biomejs/biome/bin/biome'), 'lint', '--error-on-warnings', '.']],
  ['types', [tool('typescript/bin/tsc'), '-b']],
  ['typed lint', [tool('eslint/bin/eslint.js'), '--max-warnings', '0', '.']],
  ['floors', [source, script('floors.ts')]],
  ['unused exports', [tool('knip/bin/knip.js')]],
  ['docs in step', [source, script('docs.ts'), '--check']],
]

install()
const node = findNode()
switch (task) {
  case 'start':
    runAll(node, [['build', [source, script('build.ts')]]])
    become(node, [source, join(root, 'apps/cli/src/main.ts'), 'up', ...rest])
    break
  case 'test':
    runAll(node, [['build', [source, script('build.ts')]]])
    become(node, [tool('vitest/vitest.mjs'), 'run', '--root', root, ...rest])
    break
  case 'check':
    runAll(node, checks)
    break
  case 'bench':
  case 'soak': {
    const [name, ...args] = rest
    const path = join(root, 'bench', task === 'soak' ? 'soak' : '', `${name}.ts`)
    if (!name || !existsSync(path)) fail(`usage: npm run ${task} -- NAME; there is no ${name ?? 'name given'}`)
    runAll(node, [['build', [source, script('build.ts')]]])
    become(node, [source, '--expose-gc', path, ...args])
    break
  }
  default:
    fail(`unknown task ${task}: start, test, check, bench or soak`)
}
