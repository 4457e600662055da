// How a schedule looks and what can be set on it and on its targets.
import type { ScheduleStatus } from '#trace'
import { defineView, formatCount, KindIcon } from '#ui/kit'
import type { ScheduleConfig } from './model.ts'

export const scheduleView = defineView<ScheduleConfig, ScheduleStatus>({
  icon: ({ size }) => <KindIcon size={size ?? 18} path="M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18zM12 7v5l3.5 2" />,
  title: { en: 'Schedule', 'zh-CN': '定时计划' },
  about: { en: 'Fires at a rate or by a cron expression, in UTC.', 'zh-CN': '按频率或 cron 表达式触发（UTC）。' },
  detail: (config) => config.expression,
  ports: { fire: { label: { en: 'fires', 'zh-CN': '触发' } } },
  form: async () => (await import('./view-form.ts')).scheduleForm,
  badges: (status) => [
    { id: 'firings', label: { en: 'fired', 'zh-CN': '已触发' }, value: formatCount(status.firings) },
  ],
  figures: (status) => [{ id: 'firings', label: { en: 'Fired', 'zh-CN': '已触发' }, value: String(status.firings) }],
  samples: [],
})
