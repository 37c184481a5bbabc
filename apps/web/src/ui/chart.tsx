// A histogram over time: loaded on demand, brushable, with its table as the accessible twin.
import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { Histogram } from '../lib/api.ts'
import { count } from '../lib/format.ts'
import { useZone } from '../lib/prefs.ts'
import { clockTime, duration, zoneName } from '../lib/time.ts'
import type { ChartProps } from './chart-props.ts'
import { Bones } from './panel.tsx'
import { ScrollRegion } from './scroll-region.tsx'

const Drawing = lazy(async () => ({ default: (await import('./chart-drawing.tsx')).ChartDrawing }))

const MOST = 8

/** The largest series as they are, what is left as one: more colours than these cannot be told apart. */
export function foldSeries(data: Histogram, most = MOST): Histogram {
  if (data.series.length <= most) return data
  const total = (one: Histogram['series'][number]) => one.counts.reduce((sum, value) => sum + value, 0)
  const sorted = [...data.series].sort((a, b) => total(b) - total(a))
  const rest = sorted.slice(most - 1)
  const counts = (rest[0]?.counts ?? []).map((_, index) => rest.reduce((sum, one) => sum + (one.counts[index] ?? 0), 0))
  return { ...data, series: [...sorted.slice(0, most - 1), { name: `${rest.length} others`, counts }] }
}

export function Chart(whole: ChartProps) {
  const props = { ...whole, data: foldSeries(whole.data) }
  const { data, unit, height = 160 } = props
  const [zone] = useZone()
  const [table, setTable] = useState(false)
  const label = `${count(data.total)} ${unit} in ${count(data.series.length)} series, ${duration(data.bucket_ms)} a bar`
  const caption = `${duration(data.bucket_ms)} a bar, times in ${zoneName(zone)}. Drag over the chart to set the time range.`
  return (
    <figure className="dn-chart">
      <div role="img" aria-label={label} style={{ height }}>
        <Suspense fallback={<Bones lines={1} height={height} />}>
          <Drawing {...props} height={height} />
        </Suspense>
      </div>
      <figcaption>
        <Legend data={data} />
        <span className="dn-faint">{caption}</span>
        <button type="button" className="dn-link" aria-expanded={table} onClick={() => setTable(!table)}>
          {table ? 'Hide the table' : 'Show as a table'}
        </button>
      </figcaption>
      {table ? <Twin data={data} unit={unit} /> : null}
    </figure>
  )
}

function Legend({ data }: { data: Histogram }): ReactNode {
  return (
    <ul className="dn-legend">
      {data.series.map((series, index) => (
        <li key={series.name}>
          <i data-series={(index % MOST) + 1} aria-hidden />
          {series.name || 'none'} <b>{count(series.counts.reduce((sum, one) => sum + one, 0))}</b>
        </li>
      ))}
    </ul>
  )
}

function Twin({ data, unit }: { data: Histogram; unit: string }) {
  const [zone] = useZone()
  const from = Date.parse(data.from)
  const buckets = data.series[0]?.counts.map((_, index) => index) ?? []
  const filled = buckets.filter((index) => data.series.some((series) => (series.counts[index] ?? 0) > 0))
  return (
    <ScrollRegion className="dn-twin" label={`${unit} as a table`}>
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            {data.series.map((series) => (
              <th key={series.name} scope="col">
                {series.name || 'none'}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {filled.map((index) => (
            <tr key={index}>
              <th scope="row">{clockTime(from + index * data.bucket_ms, Date.parse(data.to), zone)}</th>
              {data.series.map((series) => (
                <td key={series.name}>{count(series.counts[index] ?? 0)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
