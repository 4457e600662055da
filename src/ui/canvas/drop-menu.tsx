// A line dropped on empty canvas: the kinds that can stand there.
import { lookOf } from '#nodes/views'
import { useSay, useText } from '#ui/kit'
import type { EdgeEnd, KindOffer, Position } from '#workflow'
import { useEffect, useRef } from 'react'
import { useApp } from '../shell/app-context.tsx'
import { addAtDrop } from './connecting.ts'
import css from './drop-menu.module.css'
import { canvasTexts } from './texts.ts'

export interface Drop {
  readonly end: EdgeEnd
  readonly offers: readonly KindOffer[]
  /** On the screen. */
  readonly x: number
  readonly y: number
  /** In the document. */
  readonly at: Position
}

export function DropMenu({ drop, onClose }: { readonly drop: Drop; readonly onClose: () => void }) {
  const app = useApp()
  const say = useSay()
  const t = useText(canvasTexts)
  const menu = useRef<HTMLDivElement>(null)
  useEffect(() => {
    menu.current?.querySelector('button')?.focus()
    const away = (event: PointerEvent) => {
      if (!(event.target instanceof Node) || !menu.current?.contains(event.target)) onClose()
    }
    addEventListener('pointerdown', away)
    return () => removeEventListener('pointerdown', away)
  }, [onClose])
  return (
    <div
      ref={menu}
      className={css.menu}
      role="menu"
      aria-label={t('offer')}
      style={{
        left: Math.min(drop.x, innerWidth - 200),
        top: Math.min(drop.y, innerHeight - 40 * drop.offers.length - 16),
      }}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
        if (event.key === 'Escape') onClose()
        if (step === 0) return
        const items = [...(menu.current?.querySelectorAll('button') ?? [])]
        const index = items.indexOf(document.activeElement as HTMLButtonElement)
        items[(index + step + items.length) % items.length]?.focus()
        event.preventDefault()
      }}
    >
      {drop.offers.map((offer) => {
        const look = lookOf(offer.kind)
        return (
          <button
            key={`${offer.kind} ${offer.port}`}
            type="button"
            role="menuitem"
            onClick={() => {
              addAtDrop(app, drop.end, offer, drop.at)
              onClose()
            }}
          >
            <look.icon size={16} />
            {say(look.title)}
          </button>
        )
      })}
    </div>
  )
}
