// How a schedule looks and what can be set on it and on its targets.
import type { ScheduleStatus } from '#trace'
import { defineView, formatCount, KindIcon } from '#ui/kit'
import type { ScheduleConfig } from './model.ts'

const detailOf = ({ expression, flavour, timeZone }: ScheduleConfig): string =>
  flavour === 'scheduler' ? `${expression} ${timeZone}` : expression

export const scheduleView = defineView<ScheduleConfig, ScheduleStatus>({
  icon: ({ size }) => <KindIcon size={size ?? 18} path="M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18zM12 7v5l3.5 2" />,
  title: { en: 'Schedule', 'zh-CN': '定时计划' },
  about: {
    en: 'Fires at a rate, by a cron expression or once; as a rule in UTC, as Scheduler’s in any time zone.',
    'zh-CN': '按频率、cron 表达式或一次性触发；规则使用 UTC，Scheduler 可用任意时区。',
  },
  detail: detailOf,
  ports: {
    fire: { label: { en: 'fires', 'zh-CN': '触发' } },
    undelivered: { label: { en: 'dead letters', 'zh-CN': '死信' } },
  },
  form: async () => (await import('./view-form.ts')).scheduleForm,
  badges: (status) => [
    { id: 'firings', label: { en: 'fired', 'zh-CN': '已触发' }, value: formatCount(status.firings) },
    ...(status.deadLettered + status.failed > 0
      ? [
          {
            id: 'undelivered',
            label: { en: 'undelivered', 'zh-CN': '未投递' },
            value: formatCount(status.deadLettered + status.failed),
            tone: 'dead' as const,
          },
        ]
      : []),
  ],
  figures: (status) => [
    { id: 'firings', label: { en: 'Fired', 'zh-CN': '已触发' }, value: String(status.firings) },
    { id: 'inFlight', label: { en: 'Waiting for another try', 'zh-CN': '等待重试' }, value: String(status.inFlight) },
    {
      id: 'deadLettered',
      label: { en: 'Moved to a dead-letter queue', 'zh-CN': '移入死信队列' },
      value: String(status.deadLettered),
      tone: status.deadLettered > 0 ? 'dead' : 'plain',
    },
    {
      id: 'failed',
      label: { en: 'Dropped', 'zh-CN': '已丢弃' },
      value: String(status.failed),
      tone: status.failed > 0 ? 'error' : 'plain',
    },
  ],
  samples: [],
})
