// The table of every list: virtual rows, keyset pages, keyboard, news that wait. Roles of a grid, so that the arrow of attention is announced.
import { useVirtualizer } from '@tanstack/react-virtual'
import { IconCopy, IconX } from '@tabler/icons-react'
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import { count } from '../lib/format.ts'
import { type KeyBinding, useKeys } from '../lib/keys.ts'
import type { ListState } from '../lib/list.ts'
import { Button } from './button.tsx'
import { TabStops } from './entity.tsx'
import { copyText } from './entity-menu.tsx'
import { Failure } from './panel.tsx'

export interface Column<Row> {
  readonly key: string
  readonly title: string
  /** A track of a CSS grid: `120px`, `minmax(160px, 1fr)`. */
  readonly width: string
  /** On a phone: a track, or left out. */
  readonly phone?: string
  readonly end?: boolean
  /** A narrow list does without it. */
  readonly low?: boolean
  cell(row: Row): ReactNode
}

export interface DataTableProps<Row> {
  /** Names the list for screen readers. */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly list: ListState<Row>
  /** What the list holds, for the failure's sentence: "Attackers". */
  readonly what: string
  readonly empty: ReactNode
  readonly openKey?: string | undefined
  /** Takes the height that is left instead of growing to `maxHeight`. */
  readonly fill?: boolean
  rowKey(row: Row): string
  onOpen?(row: Row): void
}

/** One stop for the keyboard; the row it is on is said by `aria-activedescendant`. */
function asGrid(row: string | undefined) {
  return { role: 'grid', tabIndex: 0, 'aria-activedescendant': row } as const
}
/** Rows of bones, each shifted a little. */
const BONES = [0, 13, 26, 39, 52, 65, 78, 91, 104, 117] as const
const ROW = 32
const ROW_PHONE = 44
const PAGE = 20

function useRowHeight(): number {
  const [phone, setPhone] = useState(() => matchMedia('(max-width: 720px)').matches)
  useEffect(() => {
    const media = matchMedia('(max-width: 720px)')
    const change = () => setPhone(media.matches)
    media.addEventListener('change', change)
    return () => media.removeEventListener('change', change)
  }, [])
  return phone ? ROW_PHONE : ROW
}

interface Grip<Row> {
  readonly active: number
  readonly chosen: ReadonlySet<string>
  clear(): void
  bindings(): readonly KeyBinding[]
  onClick(event: MouseEvent<HTMLElement>): void
  onKeyDown(event: KeyboardEvent<HTMLElement>): void
  copy(): void
  readonly props: DataTableProps<Row>
}

/** Which row the keyboard is on, and how it moves. */
function useActiveRow<Row>(props: DataTableProps<Row>, show: (index: number) => void) {
  const [active, setActive] = useState(-1)
  const { rows } = props.list
  const go = (index: number) => {
    const next = Math.min(rows.length - 1, Math.max(0, index))
    setActive(next)
    show(next)
    const row = rows[next]
    // With the drawer open the keyboard turns its pages.
    if (props.openKey !== undefined && row !== undefined) props.onOpen?.(row)
  }
  const onClick = (event: MouseEvent<HTMLElement>) => {
    const line = event.target instanceof Element ? event.target.closest<HTMLElement>('tr[data-index]') : null
    const index = Number(line?.dataset.index ?? -1)
    const row = rows[index]
    if (row === undefined) return
    setActive(index)
    // Who marks text to copy it does not want the row opened.
    if (window.getSelection()?.isCollapsed !== false) props.onOpen?.(row)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const jumps: Readonly<Record<string, number>> = { Home: 0, End: rows.length - 1, PageDown: active + PAGE, PageUp: active - PAGE }
    const to = jumps[event.key]
    if (to === undefined) return
    event.preventDefault()
    go(to)
  }
  return { active, go, onClick, onKeyDown }
}

/** The keyboard on a table: the row it is on, and the rows that are chosen. */
function useGrip<Row>(props: DataTableProps<Row>, show: (index: number) => void): Grip<Row> {
  const { active, go, onClick, onKeyDown } = useActiveRow(props, show)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const { rows } = props.list
  const toggle = () => {
    const row = rows[active]
    if (row === undefined) return
    const next = new Set(chosen)
    if (!next.delete(props.rowKey(row))) next.add(props.rowKey(row))
    setChosen(next)
  }
  const copy = () => {
    const picked = rows.filter((row, index) => (chosen.size > 0 ? chosen.has(props.rowKey(row)) : index === active))
    if (picked.length > 0) copyText(picked.map((row) => JSON.stringify(row)).join('\n'), `${count(picked.length)} as JSON`)
  }
  const open = () => {
    const row = rows[active]
    if (row !== undefined) props.onOpen?.(row)
  }
  const group = 'In lists'
  const bindings = (): readonly KeyBinding[] => [
    { keys: 'j', title: 'Next row', group, run: () => go(active + 1) },
    { keys: 'k', title: 'Row before', group, run: () => go(active - 1) },
    { keys: 'ArrowDown', title: 'Next row', group, run: () => go(active + 1) },
    { keys: 'ArrowUp', title: 'Row before', group, run: () => go(active - 1) },
    { keys: 'Enter', title: 'Open the row', group, run: open },
    { keys: 'x', title: 'Choose the row', group, run: toggle },
    { keys: 'c', title: 'Copy the chosen rows as JSON', group, run: copy },
    ...(props.list.waiting > 0 ? [{ keys: 'n', title: 'Show what is new', group, run: props.list.showWaiting } as const] : []),
  ]
  return { active, chosen, clear: () => setChosen(new Set()), bindings, onClick, onKeyDown, copy, props }
}

/** A list as a table. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { list, columns } = props
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const height = useRowHeight()
  const virtual = useVirtualizer({
    count: list.rows.length,
    getScrollElement: () => box.current,
    estimateSize: useCallback(() => height, [height]),
    overscan: 12,
  })
  useEffect(() => {
    void height
    virtual.measure()
  }, [virtual, height])
  const grip = useGrip(props, (index) => virtual.scrollToIndex(index))
  useKeys(grip.bindings())
  const last = virtual.getVirtualItems().at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= list.rows.length - 20) list.more()
  }, [last, list])
  if (list.rows.length === 0) return <NoRows {...props} />
  const style = {
    '--dn-cols': columns.map((column) => column.width).join(' '),
    '--dn-cols-mid': columns.flatMap((column) => (column.low ? [] : column.width)).join(' '),
    '--dn-cols-phone': columns.flatMap((column) => column.phone ?? []).join(' '),
  } as CSSProperties
  const hover = (inside: boolean) => list.setBusy(inside || (box.current?.scrollTop ?? 0) > 0)
  return (
    <div className="dn-table" style={style} data-fill={props.fill || undefined} data-stale={list.stale || undefined}>
      {list.waiting > 0 ? <NewPill list={list} box={box.current} /> : null}
      <div
        className="dn-table-scroll"
        ref={box}
        onPointerEnter={() => hover(true)}
        onPointerLeave={() => hover(false)}
        onScroll={() => hover(box.current?.matches(':hover') ?? false)}
      >
        <table
          {...asGrid(grip.active >= 0 ? `${id}-${grip.active}` : undefined)}
          aria-label={props.label}
          aria-rowcount={list.hasMore ? -1 : list.rows.length + 1}
          onClick={grip.onClick}
          onKeyDown={grip.onKeyDown}
        >
          <Head columns={columns} />
          <Body grip={grip} items={virtual.getVirtualItems()} height={virtual.getTotalSize()} id={id} />
        </table>
      </div>
      <Foot list={list} grip={grip} />
    </div>
  )
}

function Head<Row>({ columns }: { columns: readonly Column<Row>[] }) {
  return (
    <thead className="dn-table-head">
      <tr aria-rowindex={1} className="dn-table-row">
        {columns.map((column) => (
          <th
            key={column.key}
            scope="col"
            data-end={column.end || undefined}
            data-wide={column.phone === undefined || undefined}
            data-low={column.low || undefined}
          >
            {column.title}
          </th>
        ))}
      </tr>
    </thead>
  )
}

interface Item {
  readonly index: number
  readonly start: number
  readonly size: number
}

interface BodyProps<Row> {
  readonly grip: Grip<Row>
  readonly items: readonly Item[]
  readonly height: number
  readonly id: string
}

function Body<Row>({ grip, items, height, id }: BodyProps<Row>) {
  const { list, rowKey } = grip.props
  return (
    <tbody className="dn-table-body" style={{ height }}>
      {items.map((item) => {
        const row = list.rows[item.index]
        return row === undefined ? null : <Line key={rowKey(row)} row={row} grip={grip} item={item} id={id} />
      })}
    </tbody>
  )
}

interface LineProps<Row> {
  readonly row: Row
  readonly grip: Grip<Row>
  readonly item: Item
  readonly id: string
}

function Line<Row>({ row, grip, item, id }: LineProps<Row>) {
  const { props } = grip
  const key = props.rowKey(row)
  const isActive = grip.active === item.index
  return (
    <TabStops value={isActive}>
      <tr
        id={`${id}-${item.index}`}
        data-index={item.index}
        aria-rowindex={item.index + 2}
        aria-selected={grip.chosen.has(key)}
        className="dn-table-row"
        data-active={isActive || undefined}
        data-open={props.openKey === key || undefined}
        data-opens={props.onOpen ? true : undefined}
        style={{ transform: `translateY(${item.start}px)`, height: item.size }}
      >
        <Cells row={row} columns={props.columns} />
      </tr>
    </TabStops>
  )
}

function CellsOf<Row>({ row, columns }: { row: Row; columns: readonly Column<Row>[] }) {
  return columns.map((column) => (
    <td
      key={column.key}
      data-end={column.end || undefined}
      data-wide={column.phone === undefined || undefined}
      data-low={column.low || undefined}
    >
      {column.cell(row)}
    </td>
  ))
}
// `memo` gives back a component of no type parameter; what it wraps is called the same, so the generic type still holds.
const Cells = memo(CellsOf) as unknown as typeof CellsOf

function NewPill<Row>({ list, box }: { list: ListState<Row>; box: HTMLElement | null }) {
  const show = () => {
    box?.scrollTo({ top: 0 })
    list.showWaiting()
  }
  return (
    <button type="button" className="dn-new-pill" onClick={show}>
      {`${count(list.waiting)} new`}
    </button>
  )
}

function Foot<Row>({ list, grip }: { list: ListState<Row>; grip: Grip<Row> }) {
  const shown = `${count(list.rows.length)} shown`
  return (
    <div className="dn-table-foot">
      {grip.chosen.size > 0 ? (
        <>
          <span>{`${count(grip.chosen.size)} chosen`}</span>
          <Button kind="plain" icon={IconCopy} onClick={grip.copy}>
            Copy as JSON
          </Button>
          <Button kind="plain" icon={IconX} onClick={grip.clear}>
            Clear
          </Button>
        </>
      ) : (
        <span>{list.loadingMore ? `${shown}, reading more` : list.hasMore ? `${shown}, scroll for more` : `${shown}, all there is`}</span>
      )}
    </div>
  )
}

function NoRows<Row>({ list, what, empty, label, columns, fill }: DataTableProps<Row>) {
  if (list.problem) return <Failure error={list.problem} what={what} retry={list.retry} />
  if (!list.pending) return empty
  return (
    <div className="dn-table" data-fill={fill || undefined} role="status" aria-label={`Loading ${label}`}>
      <div className="dn-table-bones" aria-hidden>
        {BONES.map((shift) => (
          <div key={shift}>
            {columns.slice(0, 5).map((column, index) => (
              <i key={column.key} style={{ width: `${40 + ((shift + index * 29) % 50)}%` }} />
            ))}
          </div>
        ))}
      </div>
    </div>
  )
}

/** A list that is all there: for tables whose rows came with something else. */
export function wholeList<Row>(rows: readonly Row[] | undefined): ListState<Row> {
  const nothing = () => undefined
  return {
    rows: rows ?? [],
    pending: rows === undefined,
    stale: false,
    problem: null,
    hasMore: false,
    loadingMore: false,
    waiting: 0,
    more: nothing,
    retry: nothing,
    showWaiting: nothing,
    setBusy: nothing,
  }
}
