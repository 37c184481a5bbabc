// Prometheus text exposition (version 0.0.4): a few counters of our own and the figures of the components. No label ever holds an address.

/** One sample family that is asked for when somebody scrapes. */
export interface Gauge {
  readonly name: string
  readonly help: string
  readonly samples: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[]
}

interface Counter {
  /** Adds one, or `by`, under these label values (one per declared label, in order). */
  add(values: readonly string[], by?: number): void
}

interface Histogram {
  /** Takes one measurement, in the unit of the name. */
  observe(values: readonly string[], value: number): void
}

export interface Metrics {
  counter(name: string, help: string, labels: readonly string[]): Counter
  histogram(name: string, help: string, shape: { readonly labels: readonly string[]; readonly buckets: readonly number[] }): Histogram
  /** Everything as text, with `gauges` read just now. */
  text(gauges: readonly Gauge[]): string
}

/** Makes an empty registry. */
export function makeMetrics(): Metrics {
  const writers: (() => string)[] = []
  return {
    counter(name, help, labels) {
      const series = new Map<string, number>()
      writers.push(() =>
        family(
          { name, help, type: 'counter' },
          [...series].map(([key, value]) => `${name}${key} ${value}`),
        ),
      )
      return { add: (values, by = 1) => void series.set(keyOf(labels, values), (series.get(keyOf(labels, values)) ?? 0) + by) }
    },
    histogram(name, help, { labels, buckets }) {
      const series = new Map<string, { values: readonly string[]; counts: number[]; sum: number; count: number }>()
      writers.push(() =>
        family(
          { name, help, type: 'histogram' },
          [...series.values()].flatMap((one) => linesOf(name, { labels, buckets }, one)),
        ),
      )
      return {
        observe(values, value) {
          const key = keyOf(labels, values)
          const one = series.get(key) ?? { values, counts: buckets.map(() => 0), sum: 0, count: 0 }
          series.set(key, one)
          const bucket = buckets.findIndex((bound) => value <= bound)
          if (bucket >= 0) one.counts[bucket] = (one.counts[bucket] ?? 0) + 1
          one.sum += value
          one.count++
        },
      }
    },
    text: (gauges) => [...writers.map((write) => write()), ...gauges.map(gaugeText)].filter((part) => part !== '').join(''),
  }
}

function gaugeText({ name, help, samples }: Gauge): string {
  const lines = samples.map(({ labels, value }) => `${name}${keyOf(Object.keys(labels), Object.values(labels))} ${value}`)
  return family({ name, help, type: 'gauge' }, lines)
}

function linesOf(
  name: string,
  shape: { readonly labels: readonly string[]; readonly buckets: readonly number[] },
  one: { readonly values: readonly string[]; readonly counts: readonly number[]; readonly sum: number; readonly count: number },
): string[] {
  const names = [...shape.labels, 'le']
  let below = 0
  const lines = shape.buckets.map((bound, index) => {
    below += one.counts[index] ?? 0
    return `${name}_bucket${keyOf(names, [...one.values, String(bound)])} ${below}`
  })
  const key = keyOf(shape.labels, one.values)
  return [
    ...lines,
    `${name}_bucket${keyOf(names, [...one.values, '+Inf'])} ${one.count}`,
    `${name}_sum${key} ${one.sum}`,
    `${name}_count${key} ${one.count}`,
  ]
}

function family(head: { readonly name: string; readonly help: string; readonly type: string }, lines: readonly string[]): string {
  if (lines.length === 0) return ''
  return `# HELP ${head.name} ${head.help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${head.name} ${head.type}\n${lines.join('\n')}\n`
}

function keyOf(labels: readonly string[], values: readonly string[]): string {
  if (labels.length === 0) return ''
  const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')
  return `{${labels.map((label, index) => `${label}="${escaped(values[index] ?? '')}"`).join(',')}}`
}
