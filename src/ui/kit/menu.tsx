// Menus: below a button, and at the pointer. Own ones: a page is seen sooner without a positioning library.
import {
  cloneElement,
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  type Ref,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { createPortal } from 'react-dom'
import css from './menu.module.css'

export type MenuEntry =
  | {
      readonly type?: 'item'
      readonly id: string
      readonly label: string
      readonly icon?: ReactNode
      readonly shortcut?: string | undefined
      readonly disabled?: boolean
      readonly checked?: boolean
      readonly danger?: boolean
      readonly onSelect: () => void
    }
  | { readonly type: 'separator'; readonly id: string }
  | { readonly type: 'heading'; readonly id: string; readonly label: string }

interface Place {
  readonly x: number
  readonly y: number
  /** The menu's right edge stands at x. */
  readonly end?: boolean
  /** Where it opens upwards to, when there is no room below. */
  readonly above: number
}

interface TriggerProps {
  readonly ref?: Ref<HTMLButtonElement>
  readonly onClick?: (event: MouseEvent<HTMLElement>) => void
  readonly onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void
  readonly 'aria-haspopup'?: 'menu'
  readonly 'aria-expanded'?: boolean
  readonly 'data-state'?: 'open' | 'closed'
}

export interface MenuProps {
  /** A button. */
  readonly trigger: ReactElement<TriggerProps>
  readonly entries: readonly MenuEntry[]
  readonly align?: 'start' | 'end'
}

const GAP = 4
const EDGE = 8

export function Menu({ trigger, entries, align = 'start' }: MenuProps) {
  const [opened, setOpened] = useState<{ readonly place: Place; readonly opener: Element | null }>()
  const button = useRef<HTMLButtonElement>(null)
  const open = () => {
    const box = button.current?.getBoundingClientRect()
    if (!box) return
    const end = align === 'end'
    const place = { x: end ? box.right : box.left, y: box.bottom + GAP, end, above: box.top - GAP }
    setOpened({ place, opener: button.current })
  }
  return (
    <>
      {cloneElement(trigger, {
        ref: button,
        onClick: () => (opened ? setOpened(undefined) : open()),
        onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
          if (event.key !== 'ArrowDown') return
          event.preventDefault()
          open()
        },
        'aria-haspopup': 'menu',
        'aria-expanded': opened !== undefined,
        'data-state': opened ? 'open' : 'closed',
      })}
      {opened && <Popup {...opened} entries={entries} onClose={() => setOpened(undefined)} />}
    </>
  )
}

/** The entries are asked for when it opens. */
export function ContextMenu({
  children,
  entries,
}: {
  readonly children: ReactElement<{ onContextMenu?: (event: MouseEvent<HTMLElement>) => void }>
  readonly entries: () => readonly MenuEntry[]
}) {
  const [open, setOpen] = useState<{
    readonly place: Place
    readonly entries: readonly MenuEntry[]
    readonly opener: Element | null
  }>()
  return (
    <>
      {cloneElement(children, {
        onContextMenu: (event: MouseEvent<HTMLElement>) => {
          event.preventDefault()
          const opener = document.activeElement
          const place = { x: event.clientX, y: event.clientY, above: event.clientY }
          // After the selection has followed the click.
          queueMicrotask(() => setOpen({ place, entries: entries(), opener }))
        },
      })}
      {open && <Popup {...open} onClose={() => setOpen(undefined)} />}
    </>
  )
}

function itemsOf(menu: HTMLElement | null): HTMLElement[] {
  return [...(menu?.querySelectorAll<HTMLElement>('[role^=menuitem]:not(:disabled)') ?? [])]
}

function Popup({
  place,
  entries,
  opener,
  onClose,
}: {
  readonly place: Place
  readonly entries: readonly MenuEntry[]
  readonly opener: Element | null
  readonly onClose: () => void
}) {
  const menu = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    const element = menu.current
    if (!element) return
    const { width, height } = element.getBoundingClientRect()
    const left = place.end ? place.x - width : place.x
    const below = place.y + height + EDGE <= innerHeight
    element.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`
    element.style.top = `${below ? place.y : Math.max(EDGE, place.above - height)}px`
    itemsOf(element)[0]?.focus({ preventScroll: true })
  }, [place])

  useEffect(() => {
    const away = (event: Event) => {
      if (event.target instanceof Node && (menu.current?.contains(event.target) || opener?.contains(event.target)))
        return
      onClose()
    }
    addEventListener('pointerdown', away, { capture: true })
    addEventListener('wheel', away, { capture: true, passive: true })
    addEventListener('blur', onClose)
    return () => {
      removeEventListener('pointerdown', away, { capture: true })
      removeEventListener('wheel', away, { capture: true })
      removeEventListener('blur', onClose)
    }
  }, [opener, onClose])

  const leave = () => {
    onClose()
    if (opener instanceof HTMLElement) opener.focus()
  }

  function onKeyDown(event: KeyboardEvent): void {
    event.stopPropagation()
    const items = itemsOf(menu.current)
    const index = items.indexOf(document.activeElement as HTMLElement)
    const to = nextItem(event.key, index, items)
    if (event.key === 'Escape' || event.key === 'Tab') leave()
    else if (to === undefined) return
    else items[to]?.focus()
    event.preventDefault()
  }

  return createPortal(
    <div ref={menu} className={css.menu} role="menu" tabIndex={-1} onKeyDown={onKeyDown}>
      {entries.map((entry) => {
        if (entry.type === 'separator') return <hr key={entry.id} className={css.separator} />
        if (entry.type === 'heading')
          return (
            <p key={entry.id} className={css.heading}>
              {entry.label}
            </p>
          )
        return (
          <button
            key={entry.id}
            type="button"
            role={entry.checked === undefined ? 'menuitem' : 'menuitemradio'}
            {...(entry.checked !== undefined && { 'aria-checked': entry.checked })}
            className={css.item}
            disabled={entry.disabled}
            data-danger={entry.danger}
            tabIndex={-1}
            onPointerMove={(event) => event.currentTarget.focus({ preventScroll: true })}
            onClick={() => {
              leave()
              entry.onSelect()
            }}
          >
            <span className={css.symbol} aria-hidden="true">
              {entry.checked ? <Check /> : entry.icon}
            </span>
            <span className={css.label}>{entry.label}</span>
            {entry.shortcut && <kbd className={css.keys}>{entry.shortcut}</kbd>}
          </button>
        )
      })}
    </div>,
    document.body,
  )
}

function nextItem(key: string, index: number, items: readonly HTMLElement[]): number | undefined {
  if (key === 'ArrowDown') return (index + 1) % items.length
  if (key === 'ArrowUp') return (index - 1 + items.length) % items.length
  if (key === 'Home') return 0
  if (key === 'End') return items.length - 1
  if (key.length !== 1 || key === ' ') return undefined
  const letter = key.toLowerCase()
  const after = [...items.keys()].map((offset) => (index + 1 + offset) % items.length)
  return after.find((at) => items[at]?.textContent?.trim().toLowerCase().startsWith(letter))
}

function Check() {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.75">
      <path d="M3 8.5l3 3 7-7" />
    </svg>
  )
}
