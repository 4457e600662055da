// The dock's panels, in the order of their tabs. Each is loaded when it is first shown.
import type { Text } from '#ui/kit'
import type { ComponentType } from 'react'

export interface DockPanel {
  readonly id: string
  readonly title: Text
  readonly load: () => Promise<ComponentType>
}

export const dockPanels: readonly DockPanel[] = [
  {
    id: 'traces',
    title: { en: 'Traces', 'zh-CN': '跟踪' },
    load: async () => (await import('./traces/traces-panel.tsx')).TracesPanel,
  },
  {
    id: 'logs',
    title: { en: 'Logs', 'zh-CN': '日志' },
    load: async () => (await import('./logs/logs-panel.tsx')).LogsPanel,
  },
  {
    id: 'breakers',
    title: { en: 'Breakers', 'zh-CN': '熔断器' },
    load: async () => (await import('./breakers/breakers-panel.tsx')).BreakersPanel,
  },
  {
    id: 'retries',
    title: { en: 'Retries', 'zh-CN': '重试' },
    load: async () => (await import('./retries/retries-panel.tsx')).RetriesPanel,
  },
  {
    id: 'problems',
    title: { en: 'Problems', 'zh-CN': '问题' },
    load: async () => (await import('./problems/problems-panel.tsx')).ProblemsPanel,
  },
]
