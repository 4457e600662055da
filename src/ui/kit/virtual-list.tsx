// A list of rows of one height that mounts only what is seen, however long it is.
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react'
import css from './virtual-list.module.css'

/** Rows beyond both edges, so that scrolling never shows a gap. */
const MARGIN_ROWS = 8

export interface VirtualListHandle {
  scrollTo(index: number): void
}

export interface VirtualListProps {
  readonly count: number
  readonly rowHeight: number
  readonly label: string
  /** The row's content; it is positioned by the list. */
  readonly row: (index: number) => ReactNode
  readonly rowKey?: (index: number) => string | number
  /** Keeps the end in sight while rows are added. */
  readonly follow?: boolean
  readonly role?: 'list' | 'listbox' | 'table' | 'tree'
  readonly ref?: Ref<VirtualListHandle>
}

export function VirtualList({ count, rowHeight, label, row, rowKey, follow, role = 'list', ref }: VirtualListProps) {
  const box = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ top: 0, height: 400 })

  useEffect(() => {
    const element = box.current
    if (!element) return
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight })
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    element.addEventListener('scroll', measure, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', measure)
    }
  }, [])

  useEffect(() => {
    if (follow && box.current) box.current.scrollTop = count * rowHeight
  }, [follow, count, rowHeight])

  useImperativeHandle(ref, () => ({
    scrollTo(index) {
      const element = box.current
      if (!element) return
      const top = index * rowHeight
      if (top < element.scrollTop) element.scrollTop = top
      else if (top + rowHeight > element.scrollTop + element.clientHeight)
        element.scrollTop = top + rowHeight - element.clientHeight
    },
  }))

  const first = Math.max(0, Math.floor(view.top / rowHeight) - MARGIN_ROWS)
  const last = Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + MARGIN_ROWS)
  const rows: ReactNode[] = []
  for (let index = first; index < last; index++) {
    rows.push(
      <div
        key={rowKey?.(index) ?? index}
        role={role === 'list' ? 'listitem' : 'presentation'}
        className={css.row}
        style={{ top: index * rowHeight, height: rowHeight }}
      >
        {row(index)}
      </div>,
    )
  }
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: each role it can have takes a label
    <div ref={box} className={css.box} role={role} aria-label={label} tabIndex={0}>
      <div className={css.rows} style={{ height: count * rowHeight }} role="presentation">
        {rows}
      </div>
    </div>
  )
}
