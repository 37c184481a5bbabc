// The drawing of a histogram: stacked bars that take their colours from the theme.
import { useComputedColorScheme } from '@mantine/core'
import { BarChart } from 'echarts/charts'
import { GridComponent, TooltipComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { type PointerEvent, useEffect, useRef, useState } from 'react'
import { count, visible } from '../lib/format.ts'
import { useZone } from '../lib/prefs.ts'
import { clockTime, type Zone } from '../lib/time.ts'
import type { ChartProps } from './chart-props.ts'

echarts.use([BarChart, CanvasRenderer, GridComponent, TooltipComponent])

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

type Drag = readonly [from: number, to: number]

/** What a drag over the drawing selects, in pixels from its left edge. */
function useDrag(onDone: (drag: Drag) => void) {
  const [drag, setDrag] = useState<Drag | null>(null)
  const start = useRef<number | null>(null)
  const at = (event: PointerEvent<HTMLElement>) => event.clientX - event.currentTarget.getBoundingClientRect().left
  const stop = () => {
    start.current = null
    setDrag(null)
  }
  return {
    drag,
    handlers: {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        if (event.button === 0) start.current = at(event)
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        if (start.current === null) return
        const x = at(event)
        if (!drag && Math.abs(x - start.current) < 5) return
        if (!drag) event.currentTarget.setPointerCapture(event.pointerId)
        setDrag([Math.min(start.current, x), Math.max(start.current, x)])
      },
      onPointerUp: () => {
        if (drag) onDone(drag)
        stop()
      },
      onPointerCancel: stop,
    },
  }
}

function useDrawing(props: ChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<echarts.ECharts | null>(null)
  const scheme = useComputedColorScheme('light')
  const [zone] = useZone()
  useEffect(() => {
    if (!box.current) return
    const made = echarts.init(box.current)
    chart.current = made
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
  }, [props, zone, scheme])
  return { box, chart }
}

export function ChartDrawing(props: ChartProps & { height: number }) {
  const { box, chart } = useDrawing(props)
  const { drag, handlers } = useDrag(([left, right]) => {
    const { data, onBrush } = props
    const bucket = (x: number) => Number(chart.current?.convertFromPixel({ xAxisIndex: 0 }, x) ?? 0)
    const last = (data.series[0]?.counts.length ?? 1) - 1
    const first = Math.max(0, bucket(left))
    const from = Date.parse(data.from)
    onBrush(from + first * data.bucket_ms, Math.min(Date.parse(data.to), from + (Math.min(last, bucket(right)) + 1) * data.bucket_ms))
  })
  return (
    <div className="dn-chart-draw" {...handlers}>
      <div ref={box} className="dn-chart-box" style={{ height: props.height }} aria-hidden />
      {drag ? <i className="dn-chart-brush" style={{ left: drag[0], width: drag[1] - drag[0] }} /> : null}
    </div>
  )
}
