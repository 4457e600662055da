// How an event bus looks and what can be set on it and on its rules.
import type { EventBusStatus } from '#trace'
import { defineView, formatCount, KindIcon } from '#ui/kit'
import type { EventBusConfig } from './model.ts'

export const eventBusView = defineView<EventBusConfig, EventBusStatus>({
  icon: ({ size }) => <KindIcon size={size ?? 18} path="M3 12h18M7 12V6M12 12v6M17 12V6M5 4h4M10 20h4M15 4h4" />,
  title: { en: 'Event bus', 'zh-CN': '事件总线' },
  about: {
    en: 'Gives each event to the targets of every rule whose pattern it matches.',
    'zh-CN': '把每个事件交给模式匹配的各条规则的目标。',
  },
  detail: () => 'EventBridge',
  ports: {
    put: { label: { en: 'put', 'zh-CN': '放入' } },
    rule: { label: { en: 'rule', 'zh-CN': '规则' } },
    undelivered: { label: { en: 'dead letters', 'zh-CN': '死信' } },
  },
  form: async () => (await import('./view-form.ts')).eventBusForm,
  badges: (status) => [
    { id: 'published', label: { en: 'events', 'zh-CN': '事件' }, value: formatCount(status.published) },
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
    { id: 'published', label: { en: 'Events', 'zh-CN': '事件' }, value: String(status.published) },
    { id: 'inFlight', label: { en: 'On their way', 'zh-CN': '投递中' }, value: String(status.inFlight) },
    { id: 'delivered', label: { en: 'Delivered', 'zh-CN': '已投递' }, value: String(status.delivered), tone: 'ok' },
    { id: 'archived', label: { en: 'Archived', 'zh-CN': '已归档' }, value: String(status.archived) },
    { id: 'replayed', label: { en: 'Replayed', 'zh-CN': '已重放' }, value: String(status.replayed) },
    { id: 'filtered', label: { en: 'Not matched by a rule', 'zh-CN': '规则未匹配' }, value: String(status.filtered) },
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
  samples: [
    {
      id: 'order',
      title: { en: 'An order', 'zh-CN': '一个订单' },
      text: JSON.stringify(
        { source: 'shop.orders', 'detail-type': 'Order Placed', detail: { orderId: 'A-1001', total: 42 } },
        undefined,
        2,
      ),
    },
    {
      id: 'entry',
      title: { en: 'An entry of PutEvents', 'zh-CN': 'PutEvents 条目' },
      text: JSON.stringify(
        { Source: 'shop.orders', DetailType: 'Order Placed', Detail: '{"orderId":"A-1001"}' },
        undefined,
        2,
      ),
    },
  ],
})
