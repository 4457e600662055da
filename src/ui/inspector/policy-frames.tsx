// The order of policies as frames, one inside the other, around the call itself. A frame is moved by dragging it onto
// another, or with Alt and an arrow.
import { type Policy, timeoutRole } from '#resilience'
import { useSay, useText } from '#ui/kit'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import css from './policy-frames.module.css'
import { moved, orderLine } from './policy-order.ts'
import { inspectorTexts } from './texts.ts'

export function usePolicyTitle(): (policies: readonly Policy[], layer: number) => string {
  const t = useText(inspectorTexts)
  return (policies, layer) => {
    const type = policies[layer]?.type
    if (type !== 'timeout') return type === undefined ? '' : t(type)
    const repeats = policies.some((policy) => policy.type === 'retry' || policy.type === 'hedge')
    if (!repeats) return t('timeout')
    return t(timeoutRole(policies, layer) === 'total' ? 'totalTimeout' : 'attemptTimeout')
  }
}

export function PolicyFrames({
  policies,
  target,
  onMove,
}: {
  readonly policies: readonly Policy[]
  /** What is called. */
  readonly target: string
  readonly onMove: (from: number, to: number) => void
}) {
  const t = useText(inspectorTexts)
  const say = useSay()
  const titleOf = usePolicyTitle()
  const [looked, setLooked] = useState<number>()
  const [dragged, setDragged] = useState<number>()
  const [over, setOver] = useState<number>()
  const frames = useRef<HTMLFieldSetElement>(null)
  /** The frame that was moved by a key keeps the focus. */
  const movedTo = useRef<number>(undefined)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the moved list is there
  useEffect(() => {
    if (movedTo.current !== undefined) frames.current?.querySelectorAll('button')[movedTo.current]?.focus()
    movedTo.current = undefined
  }, [policies])

  const shown = dragged !== undefined && over !== undefined ? moved(policies, dragged, over) : policies
  const about = dragged === undefined ? policies[looked ?? -1]?.type : policies[dragged]?.type
  const line = orderLine(shown, about)

  const onKeyDown = (layer: number) => (event: KeyboardEvent) => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    const to = layer + by
    if (!event.altKey || by === 0 || to < 0 || to >= policies.length) return
    event.preventDefault()
    movedTo.current = to
    onMove(layer, to)
  }
  const endDrag = () => {
    setDragged(undefined)
    setOver(undefined)
  }

  const frame = (layer: number): ReactNode =>
    layer === policies.length ? (
      <div className={css.call}>{t('theCall', { target })}</div>
    ) : (
      <div className={css.frame} data-policy={policies[layer]?.type} data-over={over === layer && dragged !== layer}>
        <button
          type="button"
          className={css.head}
          draggable
          aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
          title={t('moveFrame')}
          onKeyDown={onKeyDown(layer)}
          onFocus={() => setLooked(layer)}
          onPointerEnter={() => setLooked(layer)}
          onDragStart={(event) => {
            event.dataTransfer.effectAllowed = 'move'
            setDragged(layer)
          }}
          onDragOver={(event) => {
            if (dragged === undefined) return
            event.preventDefault()
            setOver(layer)
          }}
          onDrop={(event) => {
            event.preventDefault()
            if (dragged !== undefined && dragged !== layer) onMove(dragged, layer)
            endDrag()
          }}
          onDragEnd={endDrag}
        >
          {titleOf(policies, layer)}
        </button>
        {frame(layer + 1)}
      </div>
    )

  return (
    <fieldset className={css.picture} aria-label={t('order')} ref={frames}>
      {frame(0)}
      {line && (
        <p className={css.line} aria-live="polite">
          {say(line)}
        </p>
      )}
    </fieldset>
  )
}
