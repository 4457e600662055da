// A tooltip that also shows the shortcut. Browsers' own show neither the keys nor on focus. One bubble for the whole
// page, placed by hand, so that a hundred buttons cost a hundred attributes and nothing else.
import { cloneElement, type FocusEvent, type PointerEvent, type ReactElement, useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import css from './tooltip.module.css'

const DELAY_MS = 450

interface Handlers {
  onPointerEnter?: (event: PointerEvent<HTMLElement>) => void
  onPointerLeave?: (event: PointerEvent<HTMLElement>) => void
  onPointerDown?: (event: PointerEvent<HTMLElement>) => void
  onFocus?: (event: FocusEvent<HTMLElement>) => void
  onBlur?: (event: FocusEvent<HTMLElement>) => void
}

interface Shown {
  readonly text: string
  readonly shortcut: string | undefined
  readonly anchor: DOMRect
}

let show: (shown: Shown | undefined) => void = () => undefined
let timer: ReturnType<typeof setTimeout> | undefined

function hide(): void {
  clearTimeout(timer)
  show(undefined)
}

export function Tooltip({
  text,
  shortcut,
  children,
}: {
  readonly text: string
  readonly shortcut?: string | undefined
  readonly children: ReactElement<Handlers>
}) {
  const own = children.props
  const later = (element: HTMLElement) => {
    clearTimeout(timer)
    timer = setTimeout(() => show({ text, shortcut, anchor: element.getBoundingClientRect() }), DELAY_MS)
  }
  return cloneElement(children, {
    onPointerEnter: (event) => {
      own.onPointerEnter?.(event)
      if (event.pointerType === 'mouse') later(event.currentTarget)
    },
    onPointerLeave: (event) => {
      own.onPointerLeave?.(event)
      hide()
    },
    onPointerDown: (event) => {
      own.onPointerDown?.(event)
      hide()
    },
    onFocus: (event) => {
      own.onFocus?.(event)
      if (event.currentTarget.matches(':focus-visible')) later(event.currentTarget)
    },
    onBlur: (event) => {
      own.onBlur?.(event)
      hide()
    },
  })
}

/** The one bubble; stands once, at the root. */
export function TooltipLayer() {
  const [shown, setShown] = useState<Shown>()
  useEffect(() => {
    show = setShown
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && hide()
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  if (!shown) return null
  const below = shown.anchor.bottom + 40 < innerHeight
  const middle = shown.anchor.left + shown.anchor.width / 2
  const side = middle < 120 ? 'start' : middle > innerWidth - 120 ? 'end' : 'middle'
  const left = side === 'start' ? shown.anchor.left : side === 'end' ? shown.anchor.right : middle
  return createPortal(
    <div
      className={css.tooltip}
      data-side={side}
      data-below={below}
      style={{ left, top: below ? shown.anchor.bottom + 6 : shown.anchor.top - 6 }}
      aria-hidden="true"
    >
      {shown.text}
      {shown.shortcut && <kbd>{shown.shortcut}</kbd>}
    </div>,
    document.body,
  )
}
