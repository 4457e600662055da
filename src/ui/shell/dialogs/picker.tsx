// A list that typing narrows: the palette and the search for nodes.
import { Command, defaultFilter } from 'cmdk'
import { type ReactNode, useState } from 'react'
import { flushSync } from 'react-dom'
import css from './picker.module.css'

export interface PickerItem {
  readonly id: string
  readonly label: string
  /** Found by, besides the label. */
  readonly words?: readonly string[]
  readonly icon?: ReactNode
  readonly hint?: string | undefined
  /** One line under the label. */
  readonly about?: string
  /** At the right. */
  readonly end?: ReactNode
  readonly disabled?: boolean
  readonly onChoose: () => void
}

export interface PickerGroup {
  readonly id: string
  readonly title: string
  readonly items: readonly PickerItem[]
}

/** Below, the letters stand so far apart that nobody meant them. */
const SCATTERED = 0.02

/** What was typed stands before what only its letters, here and there, make up. */
function rank(value: string, search: string, keywords: string[] = []): number {
  const typed = search.trim().toLowerCase()
  const words = keywords.map((word) => word.toLowerCase())
  if (words.some((word) => word.startsWith(typed))) return 1
  if (words.some((word) => word.includes(typed))) return 0.9
  const score = defaultFilter(value, search, keywords)
  return score < SCATTERED ? 0 : 0.5 * score
}

export function Picker({
  label,
  placeholder,
  empty,
  groups,
  onClose,
}: {
  readonly label: string
  readonly placeholder: string
  readonly empty: string
  readonly groups: readonly PickerGroup[]
  readonly onClose: () => void
}) {
  const [typed, setTyped] = useState('')
  const items = groups.flatMap((group) => group.items)
  const show = (item: PickerItem) => <Item key={item.id} item={item} onClose={onClose} />
  return (
    <Command.Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      label={label}
      loop
      filter={rank}
      overlayClassName={css.overlay ?? ''}
      contentClassName={css.picker ?? ''}
    >
      <Command.Input className={css.input} placeholder={placeholder} value={typed} onValueChange={setTyped} />
      <Command.List label={label} className={css.list}>
        <Command.Empty className={css.empty}>{empty}</Command.Empty>
        {typed.trim() === ''
          ? groups.map((group) => (
              <Command.Group key={group.id} heading={group.title} className={css.group}>
                {group.items.map(show)}
              </Command.Group>
            ))
          : // The best find is the first, whatever group it is of.
            items.map(show)}
      </Command.List>
    </Command.Dialog>
  )
}

function Item({ item, onClose }: { readonly item: PickerItem; readonly onClose: () => void }) {
  return (
    <Command.Item
      className={css.item}
      data-tall={item.about !== undefined}
      value={item.id}
      keywords={[item.label, ...(item.words ?? [])]}
      disabled={item.disabled ?? false}
      onSelect={() => {
        // What is chosen finds the focus where it was before the list opened, and may move it.
        flushSync(onClose)
        item.onChoose()
      }}
    >
      <span className={css.icon}>{item.icon}</span>
      <span className={css.label}>
        {item.label}
        {item.about && <span className={css.about}>{item.about}</span>}
      </span>
      {item.end}
      {item.hint && <kbd className={css.hint}>{item.hint}</kbd>}
    </Command.Item>
  )
}
