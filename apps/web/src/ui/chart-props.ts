// What a chart is given.
import type { Histogram } from '../lib/api.ts'

export interface ChartProps {
  readonly data: Histogram
  /** What is counted: "events". */
  readonly unit: string
  readonly height?: number
  /** Called with the two ends of a brushed span (milliseconds since the epoch). */
  onBrush(from: number, to: number): void
}
