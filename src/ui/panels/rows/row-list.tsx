// Rows of one height of which only those near the view are mounted, with a row that the keyboard moves. One stop for
// Tab; arrows, Page, Home and End choose, Enter opens, Escape goes back.
import {
  type HTMLAttributes,
  type KeyboardEvent,
  type ReactNode,
  useEffectEvent,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import css from './row-list.module.css'
import { rowsInView, scrollMap } from './scroll-map.ts'

export interface RowListProps {
  readonly label: string
  readonly count: number
  readonly rowHeight: number
  /** -1: none. */
  readonly selected: number
  readonly onSelect: (index: number, how: 'keys' | 'pointer') => void
  readonly onOpen?: (index: number) => void
  readonly onEscape?: () => void
  readonly onKey?: (event: KeyboardEvent) => void
  /** The cells of a row; their role is gridcell. */
  readonly row: (index: number) => ReactNode
  readonly rowProps?: (index: number) => HTMLAttributes<HTMLElement> & { readonly [data: `data-${string}`]: unknown }
  readonly role?: 'grid' | 'treegrid'
  /** Cells whose role is columnheader; it stays at the top. */
  readonly header?: ReactNode
  readonly headerHeight?: number
  /** Drawn upon the rows, as high as those that are mounted. */
  readonly backdrop?: (first: number, last: number) => ReactNode
  /** Other rows came near the view; there may be fewer rows than that. */
  readonly onSeen: (seen: { readonly first: number; readonly last: number }) => void
  /** Keeps the end in sight; scrolling away from it is told. */
  readonly follow?: boolean
  readonly onLeaveEnd?: () => void
  /** New rows come in at the top: what is seen stays where it is unless that is the very top. */
  readonly growsAtTop?: boolean
  readonly busy?: boolean
}

const STEPS: Readonly<Record<string, (page: number, count: number) => number>> = {
  ArrowDown: () => 1,
  ArrowUp: () => -1,
  PageDown: (page) => page,
  PageUp: (page) => -page,
  Home: (_, count) => -count,
  End: (_, count) => count,
}

/** A person who scrolls up leaves the end; a row that grew a pixel doesn't. */
const LEFT_END_PX = 8

export function RowList(props: RowListProps) {
  const { count, rowHeight, selected, follow, growsAtTop, headerHeight = 0, role = 'grid' } = props
  const box = useRef<HTMLDivElement>(null)
  const id = useId()
  const [view, setView] = useState({ top: 0, height: 0 })
  const map = scrollMap(count, rowHeight, view.height)
  const offset = map.offsetPx(view.top)
  const { first, last } = rowsInView(count, rowHeight, offset, view.height)
  /** Cut heights only: where row 0 would stand. */
  const origin = view.top - offset
  const known = useRef({ top: -1, height: -1 })
  const measure = useEffectEvent((element: HTMLElement) => {
    const next = { top: element.scrollTop, height: Math.max(0, element.clientHeight - headerHeight) }
    const before = known.current
    const wentUp = next.top < before.top && next.height === before.height
    if (follow && wentUp && element.scrollHeight - element.clientHeight - next.top > LEFT_END_PX) props.onLeaveEnd?.()
    if (next.top === before.top && next.height === before.height) return
    known.current = next
    const seen = rowsInView(Number.POSITIVE_INFINITY, rowHeight, map.offsetPx(next.top), next.height)
    const shown = rowsInView(Number.POSITIVE_INFINITY, rowHeight, offset, view.height)
    if (!map.isCut && seen.first === shown.first && seen.last === shown.last && next.height === view.height) return
    setView(next)
    props.onSeen(seen)
  })

  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const onMeasure = () => measure(element)
    const observer = new ResizeObserver(onMeasure)
    observer.observe(element)
    element.addEventListener('scroll', onMeasure, { passive: true })
    onMeasure()
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', onMeasure)
    }
  }, [])

  const countBefore = useRef(count)
  useLayoutEffect(() => {
    const element = box.current
    const grown = count - countBefore.current
    countBefore.current = count
    if (!element) return
    if (follow) element.scrollTop = element.scrollHeight
    // Asking the element would lay the page out each time; at its top, what grows there is to be seen.
    else if (growsAtTop && grown > 0 && known.current.top > 0) element.scrollTop += grown * rowHeight
  }, [follow, growsAtTop, count, rowHeight])

  function show(index: number): void {
    const element = box.current
    if (!element) return
    const top = index * rowHeight
    const offset = map.offsetPx(element.scrollTop)
    if (top < offset) element.scrollTop = map.scrollTopOf(top)
    else if (top + rowHeight > offset + view.height) element.scrollTop = map.scrollTopOf(top + rowHeight - view.height)
  }

  function choose(index: number): void {
    if (count === 0) return
    const wanted = Math.max(0, Math.min(count - 1, index))
    show(wanted)
    props.onSelect(wanted, 'keys')
  }

  function key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || !moved(event)) {
      props.onKey?.(event)
      return
    }
    event.preventDefault()
    event.stopPropagation()
  }

  function moved(event: KeyboardEvent): boolean {
    const step = STEPS[event.key]
    if (step)
      choose(
        (selected < 0 && event.key === 'ArrowDown' ? -1 : selected) +
          step(Math.max(1, Math.floor(view.height / rowHeight) - 1), count),
      )
    else if (event.key === 'Enter' && selected >= 0 && props.onOpen) props.onOpen(selected)
    else if (event.key === 'Escape' && props.onEscape) props.onEscape()
    else return false
    return true
  }

  const rows = Array.from({ length: last - first }, (_, place) => {
    const index = first + place
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the grid that holds it hears the keys
      // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, aria-activedescendant points here
      // biome-ignore lint/a11y/useSemanticElements: rows of a virtual grid are placed, a table's are not
      <div
        key={index}
        id={`${id}-${index}`}
        role="row"
        aria-rowindex={index + (props.header ? 2 : 1)}
        aria-selected={index === selected}
        className={css.row}
        style={{ top: origin + index * rowHeight, height: rowHeight }}
        {...props.rowProps?.(index)}
        onClick={() => props.onSelect(index, 'pointer')}
        onDoubleClick={() => props.onOpen?.(index)}
      >
        {props.row(index)}
      </div>
    )
  })

  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles it can have take these
    // biome-ignore lint/a11y/noStaticElementInteractions: both roles it can have hear keys
    <div
      ref={box}
      className={css.box}
      role={role}
      aria-label={props.label}
      aria-rowcount={count + (props.header ? 1 : 0)}
      aria-busy={props.busy}
      aria-activedescendant={selected >= first && selected < last ? `${id}-${selected}` : undefined}
      tabIndex={0}
      onKeyDown={key}
    >
      {props.header && (
        // biome-ignore lint/a11y/useSemanticElements: a table's head can't stand above placed rows
        // biome-ignore lint/a11y/useFocusableInteractive: a head is read, not focused
        <div role="row" aria-rowindex={1} className={css.header} style={{ height: headerHeight }}>
          {props.header}
        </div>
      )}
      <div className={css.rows} style={{ height: map.heightPx }} role="presentation">
        {props.backdrop && last > first && (
          <div
            className={css.backdrop}
            style={{ top: origin + first * rowHeight, height: (last - first) * rowHeight }}
            aria-hidden="true"
          >
            {props.backdrop(first, last)}
          </div>
        )}
        {rows}
      </div>
    </div>
  )
}
