// Finding one's way: palette, regions, panels, theme, language.
import type { Language, Theme } from '#stores'
import type { App } from '../app-context.tsx'
import { focusRegion } from '../regions.ts'
import { defineCommands } from './command.ts'

const toggle = (app: App, panel: string): void =>
  app.preferences.setPanel(panel, { collapsed: !app.preferences.getState().panels[panel]?.collapsed })

const theme = (value: Theme) => (app: App) => app.preferences.set({ theme: value })
const language = (value: Language) => (app: App) => app.preferences.set({ language: value })

/** Out of what is under way, innermost first. */
function goBack(app: App): void {
  const view = app.view.getState()
  if (view.connecting || view.renaming) app.view.show({ connecting: undefined, renaming: undefined })
  else app.selection.clear()
}

function showInspector(app: App): void {
  app.preferences.setPanel('inspector', { collapsed: false })
  requestAnimationFrame(() => focusRegion('inspector'))
}

function showLessons(app: App): void {
  app.preferences.setPanel('left', { collapsed: false })
  app.view.show({ left: 'lessons' })
  requestAnimationFrame(() => focusRegion('left'))
}

function showFaults(app: App): void {
  app.preferences.setPanel('faults', { collapsed: false })
  requestAnimationFrame(() => focusRegion('faults'))
}

export const viewCommands = defineCommands({
  palette: {
    group: 'view',
    label: { en: 'Command palette', 'zh-CN': '命令面板' },
    shortcuts: ['Mod+K'],
    typing: 'fields',
    run: (app) => app.view.show({ dialog: 'palette' }),
  },
  shortcuts: {
    group: 'view',
    label: { en: 'Keyboard shortcuts', 'zh-CN': '键盘快捷键' },
    shortcuts: ['?', 'Shift+?'],
    run: (app) => app.view.show({ dialog: 'shortcuts' }),
  },
  'show-fidelity': {
    group: 'view',
    label: { en: 'What is emulated', 'zh-CN': '模拟了什么' },
    run: (app) => app.view.show({ dialog: 'fidelity' }),
  },
  inspect: {
    group: 'view',
    label: { en: 'Go to the inspector', 'zh-CN': '转到检查器' },
    shortcuts: ['Enter'],
    where: 'canvas',
    when: (app) => !app.selection.isEmpty(),
    run: showInspector,
  },
  back: {
    group: 'view',
    label: { en: 'Back', 'zh-CN': '返回' },
    shortcuts: ['Escape'],
    where: 'canvas',
    run: goBack,
  },
  'next-region': {
    group: 'view',
    label: { en: 'Next region', 'zh-CN': '下一区域' },
    shortcuts: ['F6'],
    typing: 'editor',
    run: () => focusRegion('next'),
  },
  'previous-region': {
    group: 'view',
    label: { en: 'Previous region', 'zh-CN': '上一区域' },
    shortcuts: ['Shift+F6'],
    typing: 'editor',
    run: () => focusRegion('previous'),
  },
  'show-lessons': {
    group: 'view',
    label: { en: 'Lessons', 'zh-CN': '课程' },
    run: showLessons,
  },
  'show-faults': {
    group: 'view',
    label: { en: 'Faults', 'zh-CN': '故障' },
    run: showFaults,
  },
  'faults-as-text': {
    group: 'view',
    label: { en: 'Faults as text…', 'zh-CN': '文本形式的故障…' },
    run: (app) => app.view.show({ dialog: 'faults-text' }),
  },
  'toggle-left': {
    group: 'view',
    label: { en: 'Show or hide the left panel', 'zh-CN': '显示或隐藏左侧面板' },
    shortcuts: ['Mod+B'],
    run: (app) => toggle(app, 'left'),
  },
  'toggle-inspector': {
    group: 'view',
    label: { en: 'Show or hide the inspector', 'zh-CN': '显示或隐藏检查器' },
    shortcuts: ['Mod+I'],
    run: (app) => toggle(app, 'inspector'),
  },
  'toggle-dock': {
    group: 'view',
    label: { en: 'Show or hide the dock', 'zh-CN': '显示或隐藏停靠面板' },
    shortcuts: ['Mod+J'],
    typing: 'fields',
    run: (app) => toggle(app, 'dock'),
  },
  'theme-system': {
    group: 'view',
    label: { en: 'Theme: as the system', 'zh-CN': '主题：跟随系统' },
    run: theme('system'),
  },
  'theme-dark': { group: 'view', label: { en: 'Theme: dark', 'zh-CN': '主题：深色' }, run: theme('dark') },
  'theme-light': { group: 'view', label: { en: 'Theme: light', 'zh-CN': '主题：浅色' }, run: theme('light') },
  'language-en': {
    group: 'view',
    label: { en: 'Language: English', 'zh-CN': '语言：English' },
    run: language('en'),
  },
  'language-zh': {
    group: 'view',
    label: { en: 'Language: 简体中文', 'zh-CN': '语言：简体中文' },
    run: language('zh-CN'),
  },
})
