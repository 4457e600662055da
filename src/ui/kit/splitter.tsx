// The line between two panels: dragged, moved with the arrows, double-clicked or Enter to fold.
import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import css from './splitter.module.css'

export interface SplitterProps {
  readonly label: string
  /** vertical: a line between left and right. */
  readonly orientation: 'vertical' | 'horizontal'
  readonly size: number
  readonly minimum: number
  readonly maximum: number
  /** Which way the panel grows when the line moves right or down. */
  readonly grows: 1 | -1
  readonly onResize: (size: number) => void
  readonly onToggle: () => void
}

const KEY_STEP = 16

export function Splitter({ label, orientation, size, minimum, maximum, grows, onResize, onToggle }: SplitterProps) {
  const start = useRef<{ readonly at: number; readonly size: number } | undefined>(undefined)
  const along = (event: PointerEvent) => (orientation === 'vertical' ? event.clientX : event.clientY)
  const resize = (wanted: number) => onResize(Math.round(Math.min(maximum, Math.max(minimum, wanted))))

  function key(event: KeyboardEvent): void {
    const [less, more] = orientation === 'vertical' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown']
    if (event.key === less) resize(size - KEY_STEP * grows)
    else if (event.key === more) resize(size + KEY_STEP * grows)
    else if (event.key === 'Home') resize(minimum)
    else if (event.key === 'End') resize(maximum)
    else if (event.key === 'Enter') onToggle()
    else return
    event.preventDefault()
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a focusable separator is a widget, hr is not
    <div
      className={css.splitter}
      role="separator"
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={size}
      aria-valuemin={minimum}
      aria-valuemax={maximum}
      tabIndex={0}
      onKeyDown={key}
      onDoubleClick={onToggle}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        start.current = { at: along(event), size }
      }}
      onPointerMove={(event) => {
        if (start.current) resize(start.current.size + (along(event) - start.current.at) * grows)
      }}
      onPointerUp={() => {
        start.current = undefined
      }}
    />
  )
}
