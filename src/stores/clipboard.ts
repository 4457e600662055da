// Copy, cut and paste as text, so that it works between tabs through the system's clipboard.
import { failure, type Result } from '#base'
import { copyFragment, type Fragment, MAXIMUM_BYTES, type Position, parseFragment, serializeFragment } from '#workflow'
import type { ConsentStore } from './consent.ts'
import type { Change, DocumentStore } from './document.ts'
import type { Said } from './said.ts'
import type { SelectionStore } from './selection.ts'

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

/** How far from the original a copy lies; once more for each paste of the same text. */
const STEP_PX = 32

export interface ClipboardOptions {
  readonly document: DocumentStore
  readonly selection: SelectionStore
  readonly consent: ConsentStore
}

const isEmpty = (fragment: Fragment): boolean =>
  Object.keys(fragment.nodes).length === 0 && Object.keys(fragment.notes).length === 0

function upperLeft(fragment: Fragment): Position {
  const positions = [...Object.values(fragment.nodes), ...Object.values(fragment.notes)].map(({ position }) => position)
  return {
    x: positions.reduce((least, { x }) => Math.min(least, x), Number.POSITIVE_INFINITY),
    y: positions.reduce((least, { y }) => Math.min(least, y), Number.POSITIVE_INFINITY),
  }
}

/** From anywhere: ordinary text, a hostile page, another tab. */
function readText(text: string): Result<Fragment, Said> {
  if (text.length > MAXIMUM_BYTES)
    return failure({ code: 'clipboard-too-large', data: { bytes: text.length, maximum: MAXIMUM_BYTES } })
  if (!/^\s*\{/.test(text) || !text.includes('"faaslab"')) return failure({ code: 'clipboard-not-ours', data: {} })
  const read = parseFragment(text)
  if (!read.ok) return failure(read.error[0] ?? { code: 'clipboard-not-ours', data: {} })
  return isEmpty(read.value) ? failure({ code: 'clipboard-empty', data: {} }) : read
}

export function createClipboard({ document, selection, consent }: ClipboardOptions): Clipboard {
  let lastText: string | undefined
  let pastes = 0

  function selectedFragment(): Fragment | undefined {
    const { nodes, notes } = selection.getState()
    const fragment = copyFragment(document.getState().workflow, [...nodes], [...notes])
    return isEmpty(fragment) ? undefined : fragment
  }

  function copy(): string | undefined {
    const fragment = selectedFragment()
    if (!fragment) return undefined
    const { asked } = consent.getState()
    const { files } = document.getState().workflow
    const foreign = new Set(asked.map((path) => files[path]))
    if (Object.values(fragment.files).every((file) => !foreign.has(file))) consent.trust(fragment.files)
    lastText = serializeFragment(fragment)
    pastes = 0
    return lastText
  }

  function insert(fragment: Fragment, offset: Position, label?: Said): Result<Change, Said> {
    const done = document.dispatch({ type: 'paste', fragment, offset }, label && { label })
    if (done.ok) {
      const { addedNodes, addedEdges, addedNotes } = done.value
      selection.select({ nodes: addedNodes, edges: addedEdges, notes: addedNotes })
    }
    return done
  }

  function removeSelected(): Result<Change, Said> | undefined {
    if (selection.isEmpty()) return undefined
    const { nodes, edges, notes, fault } = selection.getState()
    if (fault !== undefined) return document.dispatch({ type: 'remove-faults', ids: [fault] })
    return document.dispatch({ type: 'remove', nodes: [...nodes], edges: [...edges], notes: [...notes] })
  }

  return {
    copy,
    cut() {
      const text = copy()
      if (text === undefined) return undefined
      pastes = -1
      return removeSelected()?.ok ? text : undefined
    },
    paste(text, at) {
      const read = readText(text)
      if (!read.ok) {
        document.refuse(read.error)
        return read
      }
      pastes = text === lastText ? pastes + 1 : 1
      lastText = text
      const corner = upperLeft(read.value)
      const step = pastes * STEP_PX
      return insert(read.value, at ? { x: at.x - corner.x, y: at.y - corner.y } : { x: step, y: step })
    },
    duplicate() {
      const fragment = selectedFragment()
      if (!fragment) return undefined
      return insert(fragment, { x: STEP_PX, y: STEP_PX }, { code: 'did-duplicate', data: {} })
    },
    removeSelected,
  }
}
