// What can be set on a schedule and on the connections that leave it, as data for the inspector; loaded with it.
import { eventRetrySection } from '#nodes/event-retry-form'
import type { KindForm } from '#ui/kit'
import { nextFirings } from './view-firings.ts'

const flexible = { en: 'EventBridge Scheduler, flexible time windows', 'zh-CN': 'EventBridge Scheduler 弹性时间窗口' }

export const scheduleForm: KindForm = {
  node: [
    {
      id: 'schedule',
      title: { en: 'Schedule', 'zh-CN': '定时计划' },
      preview: nextFirings,
      fields: [
        { field: 'enabled', control: 'switch', label: { en: 'Enabled', 'zh-CN': '启用' } },
        {
          field: 'flavour',
          control: 'select',
          label: { en: 'Kind', 'zh-CN': '类型' },
          options: [
            { value: 'rule', label: { en: 'EventBridge rule, in UTC', 'zh-CN': 'EventBridge 规则（UTC）' } },
            { value: 'scheduler', label: { en: 'EventBridge Scheduler', 'zh-CN': 'EventBridge Scheduler' } },
          ],
        },
        {
          field: 'expression',
          control: 'text',
          mono: true,
          label: { en: 'Expression', 'zh-CN': '表达式' },
          help: {
            en: 'rate(5 minutes) or cron(0 12 * * ? *); Scheduler also takes at(2026-01-31T08:00:00)',
            'zh-CN': 'rate(5 minutes) 或 cron(0 12 * * ? *)；Scheduler 还支持 at(2026-01-31T08:00:00)',
          },
        },
        {
          field: 'timeZone',
          control: 'text',
          label: { en: 'Time zone', 'zh-CN': '时区' },
          help: {
            en: 'Scheduler only: Europe/Berlin, America/New_York …; summer time is minded',
            'zh-CN': '仅 Scheduler：如 Europe/Berlin、Asia/Shanghai；会考虑夏令时',
          },
        },
      ],
    },
    {
      id: 'window',
      title: { en: 'Window and dates', 'zh-CN': '窗口与起止日期' },
      folded: true,
      fields: [
        {
          field: 'flexibleWindowMinutes',
          control: 'number',
          integer: true,
          minimum: 0,
          maximum: 1440,
          unit: { en: 'min', 'zh-CN': '分钟' },
          label: { en: 'Flexible window', 'zh-CN': '弹性窗口' },
          help: { en: 'Scheduler only; 0: off', 'zh-CN': '仅 Scheduler；0 为关闭' },
          source: flexible,
        },
        {
          field: 'startDate',
          control: 'text',
          mono: true,
          label: { en: 'Not before', 'zh-CN': '开始日期' },
          help: {
            en: 'Scheduler only, in UTC: 2026-01-31T08:00:00Z',
            'zh-CN': '仅 Scheduler，UTC：2026-01-31T08:00:00Z',
          },
        },
        {
          field: 'endDate',
          control: 'text',
          mono: true,
          label: { en: 'Not after', 'zh-CN': '结束日期' },
          help: { en: 'Scheduler only, in UTC', 'zh-CN': '仅 Scheduler，UTC' },
        },
      ],
    },
  ],
  edges: {
    fire: [
      {
        id: 'target',
        title: { en: 'Target', 'zh-CN': '目标' },
        fields: [
          {
            field: 'input',
            control: 'text',
            mono: true,
            lines: 5,
            label: { en: 'Input', 'zh-CN': '输入' },
            help: {
              en: 'JSON; empty: the scheduled event itself. Scheduler fills in <aws.scheduler.scheduled-time> and others',
              'zh-CN': 'JSON；留空则为计划事件本身。Scheduler 会填入 <aws.scheduler.scheduled-time> 等',
            },
          },
          {
            field: 'eventSource',
            control: 'text',
            label: { en: 'Source of the event', 'zh-CN': '事件来源' },
            help: { en: 'Scheduler to a bus only', 'zh-CN': '仅用于 Scheduler 到总线' },
          },
          {
            field: 'eventDetailType',
            control: 'text',
            label: { en: 'Detail type of the event', 'zh-CN': '事件详情类型' },
            help: { en: 'Scheduler to a bus only', 'zh-CN': '仅用于 Scheduler 到总线' },
          },
        ],
      },
      eventRetrySection,
    ],
    undelivered: [],
  },
}
