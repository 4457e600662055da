// What can be set on an event bus and on the connections that leave it, as data for the inspector; loaded with it.
import { latencySection } from '#nodes/latency-form'
import { eventRetrySection } from '#nodes/event-retry-form'
import type { KindForm } from '#ui/kit'
import { MATCHES_ALL } from './model.ts'

const retries = {
  en: 'EventBridge: exponential with jitter; the waits are not stated',
  'zh-CN': 'EventBridge：指数退避加抖动，等待时长未公布',
}
const patterns = { en: 'EventBridge event patterns', 'zh-CN': 'EventBridge 事件模式' }
const inputs = { en: 'EventBridge input transformation', 'zh-CN': 'EventBridge 输入转换' }
const archives = { en: 'EventBridge archives', 'zh-CN': 'EventBridge 归档' }
const notMeasured = { en: 'default, not measured', 'zh-CN': '默认值，未经测量' }
const measured = {
  en: 'measured from EventBridge to Lambda, bitesizedserverless.com 2023',
  'zh-CN': 'EventBridge 到 Lambda 的实测值，bitesizedserverless.com 2023',
}

export const eventBusForm: KindForm = {
  node: [
    {
      id: 'retries',
      title: { en: 'Waits between tries', 'zh-CN': '重试间隔' },
      folded: true,
      fields: [
        {
          field: 'minimumDelayMs',
          control: 'duration',
          minimumMs: 1,
          maximumMs: 3_600_000,
          label: { en: 'Shortest wait', 'zh-CN': '最短等待' },
          source: retries,
        },
        {
          field: 'maximumDelayMs',
          control: 'duration',
          minimumMs: 1,
          maximumMs: 3_600_000,
          label: { en: 'Longest wait', 'zh-CN': '最长等待' },
          source: retries,
        },
      ],
    },
    latencySection(notMeasured, measured),
    {
      id: 'archives',
      title: { en: 'Archives', 'zh-CN': '归档' },
      folded: true,
      fields: [
        {
          field: 'archives',
          control: 'rows',
          label: { en: 'Archives of this bus', 'zh-CN': '此总线的归档' },
          help: {
            en: 'Events kept here can be replayed in the Live tab, or by StartReplay',
            'zh-CN': '归档的事件可在“实时”页或通过 StartReplay 重放',
          },
          source: archives,
          newRow: { name: 'Archive', pattern: MATCHES_ALL, retentionDays: 0 },
          fields: [
            { field: 'name', control: 'text', label: { en: 'Name', 'zh-CN': '名称' } },
            {
              field: 'pattern',
              control: 'text',
              mono: true,
              lines: 3,
              json: true,
              label: { en: 'Event pattern', 'zh-CN': '事件模式' },
            },
            {
              field: 'retentionDays',
              control: 'number',
              integer: true,
              minimum: 0,
              maximum: 36_500,
              unit: { en: 'days', 'zh-CN': '天' },
              label: { en: 'Kept for', 'zh-CN': '保留时长' },
              help: { en: '0: for ever', 'zh-CN': '0 为永久' },
            },
          ],
        },
      ],
    },
  ],
  edges: {
    rule: [
      {
        id: 'rule',
        title: { en: 'Rule', 'zh-CN': '规则' },
        fields: [
          {
            field: 'pattern',
            control: 'text',
            mono: true,
            lines: 7,
            json: true,
            label: { en: 'Event pattern', 'zh-CN': '事件模式' },
            source: patterns,
          },
          {
            field: 'name',
            control: 'text',
            label: { en: 'Name', 'zh-CN': '名称' },
            help: { en: 'Empty: named after bus and target', 'zh-CN': '留空则按总线和目标命名' },
          },
          { field: 'enabled', control: 'switch', label: { en: 'Enabled', 'zh-CN': '启用' } },
        ],
      },
      {
        id: 'input',
        title: { en: 'What the target gets', 'zh-CN': '目标收到的内容' },
        folded: true,
        fields: [
          {
            field: 'input',
            control: 'text',
            mono: true,
            lines: 3,
            json: true,
            label: { en: 'Constant, as JSON', 'zh-CN': '常量（JSON）' },
            help: { en: 'At most one of these; all empty: the event', 'zh-CN': '三者最多填一个；全部留空则为事件本身' },
            source: inputs,
          },
          {
            field: 'inputPath',
            control: 'text',
            mono: true,
            label: { en: 'Part of the event', 'zh-CN': '事件的一部分' },
            help: { en: 'Such as $.detail', 'zh-CN': '例如 $.detail' },
            source: inputs,
          },
          {
            field: 'inputTemplate',
            control: 'text',
            mono: true,
            lines: 5,
            label: { en: 'Template', 'zh-CN': '模板' },
            help: { en: 'Placeholders as <name>', 'zh-CN': '占位符写作 <name>' },
            source: inputs,
          },
          {
            field: 'inputPaths',
            control: 'pairs',
            label: { en: 'Placeholders: name and path', 'zh-CN': '占位符：名称与路径' },
            source: inputs,
          },
        ],
      },
      eventRetrySection,
    ],
    undelivered: [
      {
        id: 'undelivered',
        title: { en: 'Dead letters', 'zh-CN': '死信' },
        fields: [
          {
            field: 'rule',
            control: 'text',
            label: { en: 'Of the rule', 'zh-CN': '所属规则' },
            help: { en: 'Its name; empty: every other rule', 'zh-CN': '规则名称；留空则用于其余规则' },
          },
        ],
      },
    ],
  },
}
