// Builds what does not run from its sources: the sensor's one bundle, and the dashboard. Skips what is up to date.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

interface Target {
  readonly name: string
  readonly inputs: readonly string[]
  readonly output: string
  run(): Promise<void>
}

const sensor: Target = {
  name: 'sensor',
  inputs: [
    'packages/kernel/src',
    'packages/services/src',
    'packages/sensor/src',
    'apps/sensor/src',
    'package-lock.json',
    'scripts/build.ts',
  ],
  output: 'dist/sensor.mjs',
  async run() {
    const { build: bundle } = await import('esbuild')
    await bundle({
      entryPoints: [join(root, 'apps/sensor/src/main.ts')],
      outfile: join(root, this.output),
      bundle: true,
      platform: 'node',
      target: 'node22',
      format: 'esm',
      conditions: ['source'],
      external: ['koffi'],
      minify: true,
      legalComments: 'none',
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    })
  },
}

const web: Target = {
  name: 'web',
  inputs: ['packages/kernel/src', 'packages/contract/src', 'apps/web', 'package-lock.json'],
  output: 'dist/web/index.html',
  async run() {
    const { build: vite } = await import('vite')
    await vite({ root: join(root, 'apps/web'), configFile: join(root, 'apps/web/vite.config.ts'), logLevel: 'warn' })
  },
}

/** Builds the targets whose inputs have changed since they were last built. */
export async function build(options: { web: boolean }): Promise<void> {
  for (const target of options.web ? [sensor, web] : [sensor]) {
    const stamp = join(root, 'dist', `.${target.name}.stamp`)
    const hash = hashOf(target.inputs)
    if (existsSync(join(root, target.output)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) continue
    const started = Date.now()
    await target.run()
    mkdirSync(join(root, 'dist'), { recursive: true })
    writeFileSync(stamp, hash)
    console.error(`built ${target.output} in ${Date.now() - started} ms`)
  }
}

function hashOf(inputs: readonly string[]): string {
  const hash = createHash('sha256')
  for (const input of inputs) for (const file of filesOf(join(root, input))) hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}

function filesOf(path: string): string[] {
  if (!existsSync(path)) return []
  if (statSync(path).isFile()) return [path]
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules' && entry.name !== 'dist')
    .flatMap((entry) => filesOf(join(path, entry.name)))
    .sort()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build({ web: true })
