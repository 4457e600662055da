// What can be set on how EventBridge, rules and Scheduler alike, tries a target again: one section of the inspector.
import type { KindForm } from '#ui/kit'

const limits = { en: 'EventBridge retry policy', 'zh-CN': 'EventBridge 重试策略' }
const model = { en: 'model', 'zh-CN': '模型' }

export const eventRetrySection: KindForm['node'][number] = {
  id: 'retryPolicy',
  title: { en: 'Retry policy', 'zh-CN': '重试策略' },
  folded: true,
  fields: [
    {
      field: 'maximumRetryAttempts',
      control: 'number',
      integer: true,
      minimum: 0,
      maximum: 185,
      label: { en: 'Retries', 'zh-CN': '重试次数' },
      source: limits,
    },
    {
      field: 'maximumEventAgeMs',
      control: 'duration',
      minimumMs: 60_000,
      maximumMs: 86_400_000,
      label: { en: 'Event age', 'zh-CN': '事件最长存活时间' },
      source: limits,
    },
    {
      field: 'errorRatePercent',
      control: 'number',
      minimum: 0,
      maximum: 100,
      unit: { en: '%', 'zh-CN': '%' },
      label: { en: 'Tries that fail', 'zh-CN': '投递失败率' },
      help: { en: 'As when the target’s service is down', 'zh-CN': '如同目标服务故障' },
      source: model,
    },
  ],
}
