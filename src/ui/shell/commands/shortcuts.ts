// Keys to commands. Nothing is caught while somebody types, but for the few commands that say so.
import { notify } from '#ui/kit'
import type { App } from '../app-context.tsx'
import { regionOf } from '../regions.ts'
import { COMMAND_IDS, type CommandId, commandOf } from './list.ts'

export const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.userAgent)

export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** `Mod+Shift+Z` of a press. Shift is left out where the key itself shows it, such as `?`. */
export function chordOf(press: KeyPress, mac: boolean): string {
  const letter = press.key.length === 1 ? press.key.toUpperCase() : press.key
  const shiftShows = press.key.length === 1 && !/[a-z0-9]/i.test(press.key)
  return [
    (mac ? press.metaKey : press.ctrlKey) && 'Mod',
    (mac ? press.ctrlKey : press.metaKey) && 'Other',
    press.altKey && 'Alt',
    press.shiftKey && !shiftShows && 'Shift',
    letter,
  ]
    .filter(Boolean)
    .join('+')
}

const byChord: ReadonlyMap<string, readonly CommandId[]> = COMMAND_IDS.reduce((map, id) => {
  const command = commandOf(id)
  if (!command.native) for (const chord of command.shortcuts ?? []) map.set(chord, [...(map.get(chord) ?? []), id])
  return map
}, new Map<string, CommandId[]>())

/** Where the keys go: what somebody types in, and whether the canvas has the focus. */
export interface Focus {
  readonly typing: 'no' | 'fields' | 'editor'
  readonly onCanvas: boolean
  /** Enter presses it. */
  readonly onButton: boolean
}

function focusOf(element: Element | null): Focus {
  const onCanvas = element === null || element === document.body || regionOf(element) === 'canvas'
  if (element?.closest('[data-code-editor]')) return { typing: 'editor', onCanvas: false, onButton: false }
  const field =
    element instanceof HTMLElement && (element.isContentEditable || element.matches('input, textarea, select'))
  return { typing: field ? 'fields' : 'no', onCanvas, onButton: element?.matches('button, a') ?? false }
}

export function commandFor(
  press: KeyPress,
  { typing, onCanvas, onButton }: Focus,
  mac: boolean,
): CommandId | undefined {
  const chord = chordOf(press, mac)
  if (onButton && chord === 'Enter') return undefined
  return byChord.get(chord)?.find((id) => {
    const command = commandOf(id)
    if (typing === 'editor' && command.typing !== 'editor') return false
    if (typing === 'fields' && command.typing === undefined) return false
    return command.where === undefined || (onCanvas && typing === 'no')
  })
}

/** Runs a command if it can run now; what goes wrong is said. */
export function runCommand(app: App, id: CommandId): void {
  const command = commandOf(id)
  if (command.when && !command.when(app)) return
  Promise.resolve(command.run(app)).catch((error: unknown) =>
    notify({ tone: 'error', text: error instanceof Error ? error.message : String(error) }),
  )
}

export function listenForShortcuts(app: App): () => void {
  const mac = isMac()
  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing || event.defaultPrevented || app.view.getState().dialog !== undefined) return
    // Where the key was pressed: what it did there may have moved the focus by now.
    const { target } = event
    const id = commandFor(event, focusOf(target instanceof Element ? target : document.activeElement), mac)
    if (!id) return
    const { when } = commandOf(id)
    if (when && !when(app)) return
    event.preventDefault()
    runCommand(app, id)
  }
  addEventListener('keydown', onKey)
  return () => removeEventListener('keydown', onKey)
}

const MAC_KEYS: Readonly<Record<string, string>> = {
  Mod: '⌘',
  Shift: '⇧',
  Alt: '⌥',
  Enter: '↩',
  Delete: '⌦',
  Backspace: '⌫',
}
const KEYS: Readonly<Record<string, string>> = { Mod: 'Ctrl' }
const ARROWS: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
}

export function showShortcut(chord: string, mac: boolean): string {
  const names = chord === '+' ? ['+'] : chord.split('+')
  const shown = names.map((name) => (mac ? MAC_KEYS[name] : KEYS[name]) ?? ARROWS[name] ?? name)
  return mac ? shown.join('') : shown.join('+')
}

export function shortcutOf(id: CommandId): string | undefined {
  const chord = commandOf(id).shortcuts?.[0]
  return chord && showShortcut(chord, isMac())
}
