// Every button is a command, and each command is reached without a mouse.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { COMMAND_GROUPS } from './command.ts'
import { COMMAND_IDS, commandOf } from './list.ts'
import { chordOf, commandFor, type Focus, type KeyPress, showShortcut } from './shortcuts.ts'

const CANVAS: Focus = { typing: 'no', onCanvas: true, onButton: false }
const TYPING: Focus = { typing: 'fields', onCanvas: false, onButton: false }
const EDITOR: Focus = { typing: 'editor', onCanvas: false, onButton: false }

const press = (key: string, modifiers: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...modifiers,
})

describe('the list of commands', () => {
  it('names each command in both languages and puts it into a group of the palette', () => {
    for (const id of COMMAND_IDS) {
      const { label, group } = commandOf(id)
      expect(label.en.trim(), id).not.toBe('')
      expect(label['zh-CN'].trim(), id).not.toBe('')
      expect(COMMAND_GROUPS, id).toContain(group)
    }
  })

  it('opens the palette, which lists every command, by a shortcut that works while typing', () => {
    expect(commandFor(press('k', { ctrlKey: true }), TYPING, false)).toBe('palette')
  })

  it('gives no keys to two commands', () => {
    const owners = new Map<string, string>()
    for (const id of COMMAND_IDS) {
      for (const chord of commandOf(id).shortcuts ?? []) {
        expect(owners.get(chord), `${chord}: ${id}`).toBeUndefined()
        owners.set(chord, id)
      }
    }
  })

  it('keeps bare letters, digits and arrows for the canvas', () => {
    for (const id of COMMAND_IDS) {
      const { shortcuts, where } = commandOf(id)
      for (const chord of shortcuts ?? []) {
        if (/^(Shift\+)?([A-Z0-9]|Arrow\w+|Delete|Backspace|Enter|Escape)$/.test(chord))
          expect(where, id).toBe('canvas')
      }
    }
  })

  it('holds the keys that people were promised', () => {
    const promised: readonly (readonly [KeyPress, string])[] = [
      [press('z', { ctrlKey: true }), 'undo'],
      [press('Z', { ctrlKey: true, shiftKey: true }), 'redo'],
      [press('s', { ctrlKey: true }), 'save-version'],
      [press('o', { ctrlKey: true }), 'open-file'],
      [press('d', { ctrlKey: true }), 'duplicate'],
      [press('a', { ctrlKey: true }), 'select-all'],
      [press('f', { ctrlKey: true }), 'find'],
      [press('j', { ctrlKey: true }), 'toggle-dock'],
      [press('Enter', { ctrlKey: true }), 'play-pause'],
      [press('Delete'), 'delete'],
      [press('n'), 'show-add'],
      [press('c'), 'connect'],
      [press('F2'), 'rename'],
      [press('Enter'), 'inspect'],
      [press('Escape'), 'back'],
      [press('1'), 'fit'],
      [press('2'), 'fit-selection'],
      [press('ArrowLeft'), 'move-left'],
      [press('ArrowUp', { shiftKey: true }), 'move-up-far'],
      [press('ArrowRight', { altKey: true }), 'follow-forward'],
      [press('F10'), 'step'],
      [press('F6'), 'next-region'],
      [press('?', { shiftKey: true }), 'shortcuts'],
    ]
    for (const [keys, id] of promised) expect(commandFor(keys, CANVAS, false), id).toBe(id)
  })

  it('leaves keys alone while somebody types, but for the few that say so', () => {
    for (const key of ['n', 'c', '1', 'Delete', 'Enter', 'ArrowLeft', 'F2', '?'])
      expect(commandFor(press(key), TYPING, false), key).toBeUndefined()
    for (const key of ['z', 'a', 'd', 'f', 'k'])
      expect(commandFor(press(key, { ctrlKey: true }), EDITOR, false), key).toBeUndefined()
    expect(commandFor(press('z', { ctrlKey: true }), TYPING, false)).toBeUndefined()
    expect(commandFor(press('Enter'), { ...CANVAS, onButton: true }, false)).toBeUndefined()
    expect(commandFor(press('F6'), EDITOR, false)).toBe('next-region')
    expect(commandFor(press('Enter', { ctrlKey: true }), TYPING, false)).toBe('play-pause')
  })

  it('takes Cmd for Ctrl on a Mac, and shows its keys as signs there', () => {
    expect(chordOf(press('k', { metaKey: true }), true)).toBe('Mod+K')
    expect(chordOf(press('k', { ctrlKey: true }), true)).toBe('Other+K')
    expect(showShortcut('Mod+Shift+Z', true)).toBe('⌘⇧Z')
    expect(showShortcut('Alt+ArrowLeft', false)).toBe('Alt+←')
  })
})

describe('the frame of the page', () => {
  const FRAME = ['shell/top-bar.tsx', 'shell/run-controls.tsx', 'canvas/zoom-bar.tsx', 'inspector/several.tsx']

  it('has no icon button that is not a command', () => {
    for (const path of FRAME) {
      const source = readFileSync(join(import.meta.dirname, '../..', path), 'utf8')
      for (const { index } of source.matchAll(/<(?:Icon)?Button\b/g)) {
        const opensMenu = /trigger=\{\s*$/.test(source.slice(Math.max(0, index - 40), index))
        if (!opensMenu) expect(source.slice(index, index + 200), path).toMatch(/runCommand\(app, '[\w-]+'\)/)
      }
    }
  })

  it('asks only for commands that there are', () => {
    const root = join(import.meta.dirname, '../..')
    const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.tsx'))
    for (const path of sources) {
      const source = readFileSync(join(root, path), 'utf8')
      for (const [, id] of source.matchAll(/runCommand\(\s*app,\s*'([\w-]+)'/g)) expect(COMMAND_IDS, path).toContain(id)
    }
  })
})
