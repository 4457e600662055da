// Tabs, as the ARIA pattern has them: one stop for Tab, arrows move and choose.
import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react'
import css from './tabs.module.css'

export interface Tab<Id extends string> {
  readonly id: Id
  readonly label: string
  /** Beside the label, such as a count. */
  readonly mark?: ReactNode
  readonly content: ReactNode
}

export interface TabsProps<Id extends string> {
  readonly label: string
  readonly tabs: readonly Tab<Id>[]
  readonly value: Id
  readonly onChange: (id: Id) => void
  /** At the right of the row. */
  readonly aside?: ReactNode
}

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 }

/** Only the chosen tab's content is mounted. */
export function Tabs<Id extends string>({ label, tabs, value, onChange, aside }: TabsProps<Id>) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const index = Math.max(
    0,
    tabs.findIndex((tab) => tab.id === value),
  )
  const chosen = tabs[index]

  function move(event: KeyboardEvent): void {
    const step = STEPS[event.key]
    const to =
      step !== undefined
        ? (index + step + tabs.length) % tabs.length
        : event.key === 'Home'
          ? 0
          : event.key === 'End'
            ? tabs.length - 1
            : undefined
    const next = to === undefined ? undefined : tabs[to]
    if (!next) return
    event.preventDefault()
    onChange(next.id)
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[to ?? 0]?.focus()
  }

  return (
    <div className={css.root}>
      <div className={css.row}>
        <div className={css.list} ref={list} role="tablist" aria-label={label} onKeyDown={move}>
          {tabs.map((tab) => (
            <button
              key={tab.id}
              type="button"
              role="tab"
              id={`${id}-${tab.id}`}
              className={css.tab}
              aria-selected={tab === chosen}
              aria-controls={tab === chosen ? `${id}-content` : undefined}
              tabIndex={tab === chosen ? 0 : -1}
              onClick={() => onChange(tab.id)}
            >
              {tab.label}
              {tab.mark}
            </button>
          ))}
        </div>
        {aside && <div className={css.aside}>{aside}</div>}
      </div>
      {chosen && (
        <div
          key={chosen.id}
          id={`${id}-content`}
          role="tabpanel"
          aria-labelledby={`${id}-${chosen.id}`}
          className={css.content}
        >
          {chosen.content}
        </div>
      )}
    </div>
  )
}
