// What can be set on a topic and on the connections that leave it, as data for the inspector; loaded with it.
import { latencySection } from '#nodes/latency-form'
import type { KindForm } from '#ui/kit'

const snsRetries = { en: 'SNS delivery retries, not re-read', 'zh-CN': 'SNS 投递重试（未复核）' }
const snsFilters = { en: 'SNS filter policies', 'zh-CN': 'SNS 过滤策略' }
const model = { en: 'model', 'zh-CN': '模型' }
const notMeasured = { en: 'default, not measured', 'zh-CN': '默认值，未经测量' }
const measured = {
  en: 'measured from SNS to Lambda, bitesizedserverless.com 2022',
  'zh-CN': 'SNS 到 Lambda 的实测值，bitesizedserverless.com 2022',
}

export const topicForm: KindForm = {
  node: [
    {
      id: 'retries',
      title: { en: 'Delivery retries', 'zh-CN': '投递重试' },
      folded: true,
      fields: [
        {
          field: 'immediateRetries',
          control: 'number',
          integer: true,
          minimum: 0,
          maximum: 100,
          label: { en: 'At once', 'zh-CN': '立即重试' },
          source: snsRetries,
        },
        {
          field: 'preBackoffRetries',
          control: 'number',
          integer: true,
          minimum: 0,
          maximum: 100,
          label: { en: 'Before the back-off, 1 s apart', 'zh-CN': '退避前（间隔 1 s）' },
          source: snsRetries,
        },
        {
          field: 'backoffRetries',
          control: 'number',
          integer: true,
          minimum: 0,
          maximum: 100,
          label: { en: 'With growing waits', 'zh-CN': '逐步退避' },
          source: snsRetries,
        },
        {
          field: 'postBackoffRetries',
          control: 'number',
          integer: true,
          minimum: 0,
          maximum: 100_000,
          label: { en: 'After the back-off', 'zh-CN': '退避后' },
          source: snsRetries,
        },
        {
          field: 'minimumDelayMs',
          control: 'duration',
          minimumMs: 1,
          maximumMs: 3_600_000,
          label: { en: 'Shortest wait', 'zh-CN': '最短等待' },
          source: snsRetries,
        },
        {
          field: 'maximumDelayMs',
          control: 'duration',
          minimumMs: 1,
          maximumMs: 3_600_000,
          label: { en: 'Longest wait', 'zh-CN': '最长等待' },
          source: snsRetries,
        },
      ],
    },
    latencySection(notMeasured, measured),
  ],
  edges: {
    subscribe: [
      {
        id: 'subscription',
        title: { en: 'Subscription', 'zh-CN': '订阅' },
        fields: [
          {
            field: 'filterPolicy',
            control: 'text',
            mono: true,
            lines: 5,
            json: true,
            label: { en: 'Filter policy', 'zh-CN': '过滤策略' },
            help: { en: 'JSON; empty: every message', 'zh-CN': 'JSON；留空则接收所有消息' },
            source: snsFilters,
          },
          {
            field: 'filterPolicyScope',
            control: 'select',
            options: [
              { value: 'MessageAttributes', label: { en: 'Message attributes', 'zh-CN': '消息属性' } },
              { value: 'MessageBody', label: { en: 'Message body', 'zh-CN': '消息正文' } },
            ],
            label: { en: 'Asked of', 'zh-CN': '过滤范围' },
            source: snsFilters,
          },
          {
            field: 'rawDelivery',
            control: 'switch',
            label: { en: 'Raw delivery', 'zh-CN': '原始投递' },
            help: { en: 'A queue gets the message itself', 'zh-CN': '队列直接收到消息本身' },
          },
          {
            field: 'errorRatePercent',
            control: 'number',
            minimum: 0,
            maximum: 100,
            unit: { en: '%', 'zh-CN': '%' },
            label: { en: 'Tries that fail', 'zh-CN': '投递失败率' },
            help: { en: 'As when the endpoint’s service is down', 'zh-CN': '如同目标服务故障' },
            source: model,
          },
        ],
      },
    ],
    undelivered: [
      {
        id: 'dead-letters',
        title: { en: 'Dead-letter queue', 'zh-CN': '死信队列' },
        fields: [
          {
            field: 'endpoint',
            control: 'text',
            label: { en: 'Of the subscription of', 'zh-CN': '所属订阅的目标' },
            help: {
              en: 'The name of the subscribed node; empty: of all others',
              'zh-CN': '被订阅节点的名称；留空则用于其余订阅',
            },
          },
        ],
      },
    ],
  },
}
