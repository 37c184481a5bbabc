// The last line of a test run, in the form that CI reads: "N passed, N failed[, N skipped]".
import type { Reporter, TestModule } from 'vitest/node'

/** A reporter that prints the closing line, and each skipped test with its reason. */
export class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    let passed = 0
    let failed = 0
    const skipped: string[] = []
    for (const module of modules) {
      const errors = module.errors().length
      if (errors > 0) failed += errors
      for (const test of module.children.allTests()) {
        const result = test.result()
        if (result.state === 'passed') passed++
        else if (result.state === 'failed') failed++
        else skipped.push(`${test.fullName}${result.state === 'skipped' && result.note ? `: ${result.note}` : ''}`)
      }
    }
    for (const line of skipped) console.log(`skipped: ${line}`)
    console.log(`\n${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`)
  }
}
