// Undo, the clipboard, the selection.
import { say } from '#stores'
import { notify } from '#ui/kit'
import type { App } from '../app-context.tsx'
import { regionOf } from '../regions.ts'
import { defineCommands } from './command.ts'

const selected = (app: App): boolean => !app.selection.isEmpty()
const nodeSelected = (app: App): boolean => app.selection.getState().nodes.size > 0
const oneNode = (app: App): boolean => app.selection.getState().nodes.size === 1

export function pasteText(app: App, text: string): void {
  const pasted = app.clipboard.paste(text)
  if (!pasted.ok) notify({ tone: 'error', text: say(pasted.error, app.preferences.getState().language) })
}

export const editCommands = defineCommands({
  undo: {
    group: 'edit',
    label: { en: 'Undo', 'zh-CN': '撤销' },
    shortcuts: ['Mod+Z'],
    when: (app) => app.document.getState().undoLabel !== undefined,
    run: (app) => void app.document.undo(),
  },
  redo: {
    group: 'edit',
    label: { en: 'Redo', 'zh-CN': '重做' },
    shortcuts: ['Mod+Shift+Z', 'Mod+Y'],
    when: (app) => app.document.getState().redoLabel !== undefined,
    run: (app) => void app.document.redo(),
  },
  cut: {
    group: 'edit',
    label: { en: 'Cut', 'zh-CN': '剪切' },
    shortcuts: ['Mod+X'],
    native: true,
    when: nodeSelected,
    run: async (app) => {
      const text = app.clipboard.cut()
      if (text !== undefined) await navigator.clipboard.writeText(text)
    },
  },
  copy: {
    group: 'edit',
    label: { en: 'Copy', 'zh-CN': '复制' },
    shortcuts: ['Mod+C'],
    native: true,
    when: nodeSelected,
    run: async (app) => {
      const text = app.clipboard.copy()
      if (text !== undefined) await navigator.clipboard.writeText(text)
    },
  },
  paste: {
    group: 'edit',
    label: { en: 'Paste', 'zh-CN': '粘贴' },
    shortcuts: ['Mod+V'],
    native: true,
    run: async (app) => pasteText(app, await navigator.clipboard.readText()),
  },
  duplicate: {
    group: 'edit',
    label: { en: 'Duplicate', 'zh-CN': '创建副本' },
    shortcuts: ['Mod+D'],
    when: nodeSelected,
    run: (app) => void app.clipboard.duplicate(),
  },
  'select-all': {
    group: 'edit',
    label: { en: 'Select all', 'zh-CN': '全选' },
    shortcuts: ['Mod+A'],
    run: (app) => app.selection.selectAll(),
  },
  delete: {
    group: 'edit',
    label: { en: 'Delete', 'zh-CN': '删除' },
    shortcuts: ['Delete', 'Backspace'],
    where: 'canvas',
    when: selected,
    run: (app) => {
      app.clipboard.removeSelected()
      app.canvas.current?.focus()
    },
  },
  rename: {
    group: 'edit',
    label: { en: 'Rename', 'zh-CN': '重命名' },
    shortcuts: ['F2'],
    when: oneNode,
    run: (app) => {
      const node = [...app.selection.getState().nodes][0]
      const where = regionOf(document.activeElement) === 'left' ? 'outline' : 'canvas'
      app.view.show({ renaming: node && { node, where } })
    },
  },
})
