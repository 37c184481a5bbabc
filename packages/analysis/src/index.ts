// Analyzers: what the events mean.
export { type Analyzer, type AnalyzerTable, type AnalyzerTools, defineAnalyzer } from './analyzer.ts'
export { type TableDigest, tableDigest } from './digest.ts'
export { AnalysisHost, type AnalysisHostOptions } from './host.ts'
export type { AnalyzerStats } from './runner.ts'
