// Cells of a row list. They are no table's cells, because rows of a virtual list are placed one by one.
import type { ComponentProps } from 'react'

type CellProps = Omit<ComponentProps<'span'>, 'role'> & { readonly 'data-right'?: boolean }

export function Cell(props: CellProps) {
  // biome-ignore lint/a11y/useSemanticElements: a td outside of a table row is dropped by browsers
  // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus and points to the row
  return <span {...props} role="gridcell" />
}

export function HeadCell(props: CellProps) {
  // biome-ignore lint/a11y/useSemanticElements: a th outside of a table row is dropped by browsers
  // biome-ignore lint/a11y/useFocusableInteractive: a head is read, not focused
  return <span {...props} role="columnheader" />
}
