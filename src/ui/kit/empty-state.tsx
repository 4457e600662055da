// What a panel shows when it has nothing to show: one sentence, one button.
import type { ReactNode } from 'react'
import css from './empty-state.module.css'

export function EmptyState({ text, action }: { readonly text: string; readonly action?: ReactNode }) {
  return (
    <div className={css.empty}>
      <p>{text}</p>
      {action}
    </div>
  )
}
