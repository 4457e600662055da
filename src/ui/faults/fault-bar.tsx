// One fault on its track: moved and stretched with the mouse or the arrows. It is one step to undo when let go.
import type { Fault } from '#faults'
import { useSay, useText } from '#ui/kit'
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import { useApp, useSelection } from '../shell/app-context.tsx'
import { edit } from '../shell/edit.ts'
import { focusRegion } from '../shell/regions.ts'
import { useFaultWords } from './describe.ts'
import { figureOf, lookOfEffect } from './effects.ts'
import css from './faults.module.css'
import { dragged, type Grip, pixelOf, type Span, type StripScale } from './strip-time.ts'
import { faultTexts } from './texts.ts'

/** So much of a bar's ends stretches it. */
const GRIP_PIXELS = 6
const LEAST_WIDTH = 8
const BIG_STEP = 10

interface Drag {
  readonly grip: Grip
  readonly fromX: number
  readonly span: Span
}

function gripAt(event: PointerEvent<HTMLElement>): Grip {
  const { left, right } = event.currentTarget.getBoundingClientRect()
  // A narrow bar is all body: it has to be movable.
  if (right - left < 4 * GRIP_PIXELS) return 'body'
  if (event.clientX - left < GRIP_PIXELS) return 'start'
  return right - event.clientX < GRIP_PIXELS ? 'end' : 'body'
}

export interface FaultBarProps {
  readonly fault: Fault
  readonly place: string
  readonly lane: number
  readonly scale: StripScale
}

export function FaultBar({ fault, place, lane, scale }: FaultBarProps) {
  const app = useApp()
  const t = useText(faultTexts)
  const say = useSay()
  const words = useFaultWords()
  const selected = useSelection((state) => state.fault === fault.id)
  const drag = useRef<Drag>(undefined)
  const [moved, setMoved] = useState<Span>()
  const look = lookOfEffect(fault.effect.type)
  const span: Span = moved ?? fault
  const left = pixelOf(scale, span.startMs)
  const width = Math.max(LEAST_WIDTH, pixelOf(scale, span.endMs ?? scale.endMs) - left)

  function apply(next: Span): void {
    if (next.startMs === fault.startMs && next.endMs === fault.endMs) return
    edit(app, {
      type: 'edit-fault',
      id: fault.id,
      patch: { startMs: next.startMs, ...(next.endMs !== undefined && { endMs: next.endMs }) },
    })
  }

  function onPointerMove(event: PointerEvent): void {
    const from = drag.current
    if (!from) return
    const byMs = ((event.clientX - from.fromX) / scale.width) * scale.endMs
    if (byMs !== 0 || moved) setMoved(dragged(scale, from.span, from.grip, byMs))
  }

  function letGo(done: boolean): void {
    drag.current = undefined
    if (moved && done) apply(moved)
    setMoved(undefined)
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = scale.stepMs * (event.altKey ? 1 : BIG_STEP)
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight')
      apply(dragged(scale, fault, event.shiftKey ? 'end' : 'body', event.key === 'ArrowLeft' ? -step : step))
    else if (event.key === 'Delete' || event.key === 'Backspace') remove(event.currentTarget)
    else if (event.key === 'Enter') {
      app.selection.selectFault(fault.id)
      app.preferences.setPanel('inspector', { collapsed: false })
      requestAnimationFrame(() => focusRegion('inspector'))
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  function remove(bar: EventTarget & Element): void {
    const others = [...(bar.closest('[data-tracks]')?.querySelectorAll<HTMLElement>('[data-fault]') ?? [])]
    const next = others[others.indexOf(bar as HTMLElement) + 1] ?? others.at(-2)
    edit(app, { type: 'remove-faults', ids: [fault.id] })
    if (next) next.focus()
    else focusRegion('faults')
  }

  return (
    <button
      type="button"
      className={css.bar}
      data-fault={fault.id}
      data-tone={look.tone}
      data-open={span.endMs === undefined}
      data-selected={selected}
      style={{ left, width, top: lane * 24 + 2 }}
      aria-label={words({ ...fault, ...span } as Fault, place)}
      aria-pressed={selected}
      title={`${words(fault, place)}\n${t('keys')}`}
      onFocus={() => app.selection.selectFault(fault.id)}
      onClick={() => app.selection.selectFault(fault.id)}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.stopPropagation()
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        drag.current = { grip: gripAt(event), fromX: event.clientX, span: fault }
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => letGo(true)}
      onPointerCancel={() => letGo(false)}
    >
      <look.icon size={13} aria-hidden="true" />
      <span className={css.words}>
        {say(look.title)} {figureOf(fault.effect)}
        {fault.percent < 100 && ` · ${fault.percent} %`}
      </span>
    </button>
  )
}
