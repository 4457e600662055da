// Menus: below a button, and at the pointer.
import { ContextMenu as RadixContext, DropdownMenu as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
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

type Parts = Pick<typeof Radix, 'Item' | 'CheckboxItem' | 'Separator' | 'Label'>

function Entries({ entries, parts }: { readonly entries: readonly MenuEntry[]; readonly parts: Parts }) {
  return entries.map((entry) => {
    if (entry.type === 'separator') return <parts.Separator key={entry.id} className={css.separator} />
    if (entry.type === 'heading')
      return (
        <parts.Label key={entry.id} className={css.heading}>
          {entry.label}
        </parts.Label>
      )
    const content = (
      <>
        <span className={css.symbol}>{entry.checked ? '✓' : entry.icon}</span>
        <span className={css.label}>{entry.label}</span>
        {entry.shortcut && <kbd className={css.keys}>{entry.shortcut}</kbd>}
      </>
    )
    const common = {
      className: css.item,
      disabled: entry.disabled ?? false,
      'data-danger': entry.danger,
      onSelect: entry.onSelect,
    }
    return entry.checked === undefined ? (
      <parts.Item key={entry.id} {...common}>
        {content}
      </parts.Item>
    ) : (
      <parts.CheckboxItem key={entry.id} {...common} checked={entry.checked}>
        {content}
      </parts.CheckboxItem>
    )
  })
}

export interface MenuProps {
  readonly trigger: ReactElement
  readonly entries: readonly MenuEntry[]
  readonly align?: 'start' | 'end'
  readonly onOpenChange?: (open: boolean) => void
}

export function Menu({ trigger, entries, align = 'start', onOpenChange }: MenuProps) {
  return (
    <Radix.Root modal={false} {...(onOpenChange && { onOpenChange })}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={css.menu} align={align} sideOffset={4} collisionPadding={8} loop>
          <Entries entries={entries} parts={Radix} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** The entries are asked for when it opens. */
export function ContextMenu({
  children,
  entries,
}: {
  readonly children: ReactElement
  readonly entries: () => readonly MenuEntry[]
}) {
  return (
    <RadixContext.Root modal={false}>
      <RadixContext.Trigger asChild>{children}</RadixContext.Trigger>
      <RadixContext.Portal>
        <RadixContext.Content className={css.menu} collisionPadding={8} loop>
          <LazyEntries entries={entries} />
        </RadixContext.Content>
      </RadixContext.Portal>
    </RadixContext.Root>
  )
}

function LazyEntries({ entries }: { readonly entries: () => readonly MenuEntry[] }) {
  return <Entries entries={entries()} parts={RadixContext} />
}
