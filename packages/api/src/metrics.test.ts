// The text exposition, by its rules: HELP and TYPE once per family, labels escaped, buckets cumulative.
import { expect, test } from 'vitest'
import { makeMetrics } from './metrics.ts'

test('counters, histograms and gauges as text', () => {
  const metrics = makeMetrics()
  const requests = metrics.counter('requests_total', 'Requests.', ['route', 'status'])
  const seconds = metrics.histogram('seconds', 'Time.', { labels: ['route'], buckets: [0.1, 1] })
  requests.add(['a', '200'])
  requests.add(['a', '200'], 2)
  requests.add(['say "hi"\n\\', '500'])
  for (const value of [0.05, 0.5, 5]) seconds.observe(['a'], value)
  const gauge = { name: 'lag', help: 'Lag.', samples: [{ labels: { component: 'x' }, value: 3 }] }
  expect(metrics.text([gauge])).toBe(
    [
      '# HELP requests_total Requests.',
      '# TYPE requests_total counter',
      'requests_total{route="a",status="200"} 3',
      'requests_total{route="say \\"hi\\"\\n\\\\",status="500"} 1',
      '# HELP seconds Time.',
      '# TYPE seconds histogram',
      'seconds_bucket{route="a",le="0.1"} 1',
      'seconds_bucket{route="a",le="1"} 2',
      'seconds_bucket{route="a",le="+Inf"} 3',
      'seconds_sum{route="a"} 5.55',
      'seconds_count{route="a"} 3',
      '# HELP lag Lag.',
      '# TYPE lag gauge',
      'lag{component="x"} 3',
      '',
    ].join('\n'),
  )
})

test('a family without samples says nothing', () => {
  const metrics = makeMetrics()
  metrics.counter('a', 'A.', [])
  expect(metrics.text([{ name: 'b', help: 'B.', samples: [] }])).toBe('')
})
