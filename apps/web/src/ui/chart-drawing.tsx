// The drawing of a histogram: stacked bars that take their colours from the theme.
import { useComputedColorScheme } from '@mantine/core'
import { BarChart } from 'echarts/charts'
import { BrushComponent, GridComponent, TooltipComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { count, visible } from '../lib/format.ts'
import { useZone } from '../lib/prefs.ts'
import { clockTime, type Zone } from '../lib/time.ts'
import type { ChartProps } from './chart.tsx'

echarts.use([BarChart, BrushComponent, CanvasRenderer, GridComponent, TooltipComponent])

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

const SERIES = 8

interface Frame {
  readonly props: ChartProps
  readonly zone: Zone
}

function axisText(ms: number, span: number, zone: Zone): string {
  const form: Intl.DateTimeFormatOptions =
    span > 2 * 86_400_000 ? { day: 'numeric', month: 'short' } : { hour: '2-digit', minute: '2-digit' }
  return new Intl.DateTimeFormat('en-GB', { ...form, ...(zone === 'utc' ? { timeZone: 'UTC' } : {}) }).format(ms)
}

function axes({ props: { data, unit }, zone }: Frame) {
  const from = Date.parse(data.from)
  const to = Date.parse(data.to)
  const ink = { color: token('--dn-faint'), fontFamily: 'Inter Variable', fontSize: 12 }
  const starts = data.series[0]?.counts.map((_, index) => from + index * data.bucket_ms) ?? []
  return {
    textStyle: ink,
    xAxis: {
      type: 'category',
      data: starts,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: token('--dn-line-strong') } },
      axisLabel: { ...ink, hideOverlap: true, formatter: (value: string) => axisText(Number(value), to - from, zone) },
    },
    yAxis: {
      type: 'value',
      name: unit,
      nameTextStyle: { ...ink, align: 'left', padding: [0, 0, 0, -26] },
      minInterval: 1,
      splitNumber: 3,
      axisLabel: ink,
      splitLine: { lineStyle: { color: token('--dn-line') } },
    },
  }
}

interface Hovered {
  readonly seriesName: string
  readonly value: number
  readonly color: string
  readonly name: string
}

/** The tip as elements: no text of ours goes through HTML. */
function tip(items: readonly Hovered[], { props, zone }: Frame): HTMLElement {
  const box = document.createElement('div')
  const head = box.appendChild(document.createElement('strong'))
  head.textContent = clockTime(Number(items[0]?.name ?? 0), Date.parse(props.data.to), zone)
  for (const item of items.filter((one) => one.value > 0)) {
    const line = box.appendChild(document.createElement('div'))
    line.textContent = `${visible(item.seriesName) || 'none'} ${count(item.value)}`
  }
  return box
}

function optionOf(frame: Frame) {
  const { data } = frame.props
  return {
    animation: false,
    grid: { left: 34, right: 8, top: 24, bottom: 24 },
    ...axes(frame),
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow', shadowStyle: { color: token('--dn-hover'), opacity: 0.7 } },
      backgroundColor: token('--dn-raised'),
      borderColor: token('--dn-line-strong'),
      textStyle: { color: token('--dn-text'), fontSize: 12, fontFamily: 'Inter Variable' },
      confine: true,
      formatter: (items: unknown) => tip(items as readonly Hovered[], frame),
    },
    brush: {
      xAxisIndex: 0,
      brushType: 'lineX',
      brushMode: 'single',
      brushStyle: { color: token('--dn-accent'), opacity: 0.18, borderColor: token('--dn-accent'), borderWidth: 1 },
      outOfBrush: { colorAlpha: 0.35 },
      throttleType: 'debounce',
    },
    series: data.series.map((series, index) => ({
      type: 'bar',
      name: series.name,
      stack: 'all',
      data: [...series.counts],
      barCategoryGap: '18%',
      itemStyle: { color: token(`--dn-series-${(index % SERIES) + 1}`) },
    })),
  }
}

interface Brushed {
  readonly areas?: readonly { readonly coordRange?: readonly [number, number] }[]
}

export function ChartDrawing(props: ChartProps & { height: number }) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<echarts.ECharts | null>(null)
  const latest = useRef(props)
  const scheme = useComputedColorScheme('light')
  const [zone] = useZone()
  useEffect(() => {
    latest.current = props
  })
  useEffect(() => {
    if (!box.current) return
    const made = echarts.init(box.current)
    chart.current = made
    made.on('brushEnd', (event) => {
      const span = (event as Brushed).areas?.[0]?.coordRange
      const { data, onBrush } = latest.current
      made.dispatchAction({ type: 'brush', areas: [] })
      if (!span) return
      const from = Date.parse(data.from)
      onBrush(from + span[0] * data.bucket_ms, Math.min(Date.parse(data.to), from + (span[1] + 1) * data.bucket_ms))
    })
    const watch = new ResizeObserver(() => made.resize())
    watch.observe(box.current)
    return () => {
      watch.disconnect()
      made.dispose()
    }
  }, [])
  useEffect(() => {
    // The colours are read from the page, which changes them when the scheme changes.
    void scheme
    chart.current?.setOption(optionOf({ props, zone }), true)
    chart.current?.dispatchAction({
      type: 'takeGlobalCursor',
      key: 'brush',
      brushOption: { brushType: 'lineX', brushMode: 'single' },
    })
  }, [props, zone, scheme])
  return <div ref={box} className="dn-chart-box" style={{ height: props.height }} aria-hidden />
}
