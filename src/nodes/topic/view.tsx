// How a topic looks and what can be set on it and on its subscriptions.
import type { TopicStatus } from '#trace'
import { defineView, formatCount, KindIcon } from '#ui/kit'
import type { TopicConfig } from './model.ts'

export const topicView = defineView<TopicConfig, TopicStatus>({
  icon: ({ size }) => (
    <KindIcon size={size ?? 18} path="M4 12h5M9 12l9-6M9 12h9M9 12l9 6M19 5h2v2M19 11h2v2M19 17h2v2" />
  ),
  title: { en: 'Topic', 'zh-CN': '主题' },
  about: {
    en: 'Gives each message to every subscription that wants it.',
    'zh-CN': '把每条消息分发给所有匹配的订阅。',
  },
  detail: () => 'SNS',
  ports: {
    publish: { label: { en: 'publish', 'zh-CN': '发布' } },
    subscribe: { label: { en: 'subscription', 'zh-CN': '订阅' } },
    undelivered: { label: { en: 'dead letters', 'zh-CN': '死信' } },
  },
  form: async () => (await import('./view-form.ts')).topicForm,
  badges: (status) => [
    { id: 'published', label: { en: 'published', 'zh-CN': '已发布' }, value: formatCount(status.published) },
    { id: 'delivered', label: { en: 'delivered', 'zh-CN': '已投递' }, value: formatCount(status.delivered) },
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
    { id: 'published', label: { en: 'Published', 'zh-CN': '已发布' }, value: String(status.published) },
    { id: 'inFlight', label: { en: 'On their way', 'zh-CN': '投递中' }, value: String(status.inFlight) },
    { id: 'delivered', label: { en: 'Delivered', 'zh-CN': '已投递' }, value: String(status.delivered), tone: 'ok' },
    {
      id: 'filtered',
      label: { en: 'Kept back by filter policies', 'zh-CN': '被过滤策略拦下' },
      value: String(status.filtered),
    },
    {
      id: 'deadLettered',
      label: { en: 'Moved to a dead-letter queue', 'zh-CN': '移入死信队列' },
      value: String(status.deadLettered),
      tone: status.deadLettered > 0 ? 'dead' : 'plain',
    },
    {
      id: 'failed',
      label: { en: 'Given up', 'zh-CN': '已放弃' },
      value: String(status.failed),
      tone: status.failed > 0 ? 'error' : 'plain',
    },
  ],
  samples: [
    { id: 'json', title: { en: 'A JSON message', 'zh-CN': 'JSON 消息' }, text: '{\n  "orderId": "A-1001"\n}' },
    { id: 'text', title: { en: 'Plain text', 'zh-CN': '纯文本' }, text: 'hello' },
    {
      id: 'attributes',
      title: { en: 'With a subject and attributes', 'zh-CN': '带主题行和属性' },
      text: JSON.stringify(
        {
          Message: 'hello',
          Subject: 'Greeting',
          MessageAttributes: { store: { DataType: 'String', StringValue: 'north' } },
        },
        undefined,
        2,
      ),
    },
  ],
})
