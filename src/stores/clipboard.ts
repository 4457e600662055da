// Copy, cut and paste as text, so that it works between tabs through the system's clipboard.
import type { Result } from '#base'
import type { Position } from '#workflow'
import type { Change } from './document.ts'
import type { Said } from './said.ts'

export interface Clipboard {
  /** The selection as text for the system's clipboard; undefined when no node or note is selected. */
  copy(): string | undefined
  /** As `copy`, and the selection is removed: one step to undo. Undefined also where edits are refused. */
  cut(): string | undefined
  /** Fresh ids, unique names; what was pasted is selected. `at`: where its upper left corner comes to lie. */
  paste(text: string, at?: Position): Result<Change, Said>
  /** Copy and paste at once, the clipboard left alone. */
  duplicate(): Result<Change, Said> | undefined
  /** Removes what is selected: one step. */
  removeSelected(): Result<Change, Said> | undefined
}
