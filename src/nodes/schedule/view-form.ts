// What can be set on a schedule and on the connections that leave it, as data for the inspector; loaded with it.
import type { KindForm } from '#ui/kit'

export const scheduleForm: KindForm = {
  node: [
    {
      id: 'schedule',
      title: { en: 'Schedule', 'zh-CN': '定时计划' },
      fields: [
        { field: 'enabled', control: 'switch', label: { en: 'Enabled', 'zh-CN': '启用' } },
        {
          field: 'expression',
          control: 'text',
          mono: true,
          label: { en: 'Expression', 'zh-CN': '表达式' },
          help: {
            en: 'rate(5 minutes) or cron(0 12 * * ? *)',
            'zh-CN': 'rate(5 minutes) 或 cron(0 12 * * ? *)',
          },
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
            json: true,
            label: { en: 'Input', 'zh-CN': '输入' },
            help: { en: 'JSON; empty: the scheduled event itself', 'zh-CN': 'JSON；留空则为计划事件本身' },
          },
        ],
      },
    ],
  },
}
