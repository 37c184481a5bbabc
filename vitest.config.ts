// Tests: beside the code they test, and in tests/ what crosses packages. Sources are read as they are, without a build.
import { defineConfig } from 'vitest/config'
import { ClosingLine } from './scripts/closing-line.ts'

export default defineConfig({
  ssr: { resolve: { conditions: ['source', 'node', 'import', 'module', 'default'] } },
  resolve: { conditions: ['source', 'node', 'import', 'module', 'default'] },
  test: {
    include: ['packages/**/*.test.ts', 'apps/**/*.test.{ts,tsx}', 'tests/**/*.test.ts', 'scripts/**/*.test.ts'],
    pool: 'forks',
    execArgv: ['--conditions=source'],
    // Terminals are read as text; under CI colours would be on.
    env: { NO_COLOR: '1' },
    testTimeout: 10_000,
    hookTimeout: 60_000,
    reporters: ['default', new ClosingLine()],
    globalSetup: ['./scripts/test-setup.ts'],
  },
})
