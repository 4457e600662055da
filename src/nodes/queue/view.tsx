// How a queue looks and what can be set on it, on its consumers and on the way to its dead-letter queue.
import type { QueueStatus } from '#trace'
import { formatDuration } from '#base'
import { defineView, type Figure, formatCount, formatUs, formatUsShort, KindIcon } from '#ui/kit'
import type { QueueConfig } from './model.ts'

/** Younger messages are on their way; older ones wait. */
const OLD_US = 1_000_000

export const queueView = defineView<QueueConfig, QueueStatus>({
  icon: ({ size }) => <KindIcon size={size ?? 18} path="M3 8h4.5v8H3zM9.75 8h4.5v8h-4.5zM16.5 8H21v8h-4.5z" />,
  title: { en: 'Queue', 'zh-CN': '队列' },
  about: { en: 'Holds messages until a consumer takes them.', 'zh-CN': '保存消息，直到被消费。' },
  detail: (config) => formatDuration(config.visibilityTimeoutMs),
  ports: {
    send: { label: { en: 'messages', 'zh-CN': '消息' } },
    consume: { label: { en: 'consumer', 'zh-CN': '消费' } },
    redrive: { label: { en: 'dead letters', 'zh-CN': '死信' } },
  },
  form: async () => (await import('./view-form.ts')).queueForm,
  badges: (status) => {
    const depth: Figure = {
      id: 'depth',
      label: { en: 'waiting', 'zh-CN': '等待' },
      value: formatCount(status.visible + status.delayed),
    }
    if (status.paused) {
      const label = { en: 'deliveries', 'zh-CN': '投递' }
      return [depth, { id: 'paused', label, value: '⏸', tone: 'retry' }]
    }
    if (status.deadLettered > 0) {
      const label = { en: 'dead letters', 'zh-CN': '死信' }
      return [depth, { id: 'dead', label, value: formatCount(status.deadLettered), tone: 'dead' }]
    }
    if (status.oldestAgeUs !== undefined && status.oldestAgeUs >= OLD_US) {
      const label = { en: 'oldest', 'zh-CN': '最旧' }
      return [depth, { id: 'age', label, value: formatUsShort(status.oldestAgeUs) }]
    }
    const label = { en: 'in flight', 'zh-CN': '处理中' }
    return [depth, { id: 'inFlight', label, value: formatCount(status.inFlight) }]
  },
  figures: (status) => [
    { id: 'visible', label: { en: 'Visible', 'zh-CN': '可见' }, value: String(status.visible) },
    {
      id: 'inFlight',
      label: { en: 'In flight (hidden)', 'zh-CN': '处理中（不可见）' },
      value: String(status.inFlight),
    },
    { id: 'delayed', label: { en: 'Delayed', 'zh-CN': '延迟中' }, value: String(status.delayed) },
    {
      id: 'oldest',
      label: { en: 'Age of the oldest', 'zh-CN': '最旧消息的存在时间' },
      value: status.oldestAgeUs === undefined ? '–' : formatUs(status.oldestAgeUs),
    },
    { id: 'sent', label: { en: 'Sent', 'zh-CN': '已发送' }, value: String(status.sent) },
    { id: 'received', label: { en: 'Received', 'zh-CN': '已接收' }, value: String(status.received) },
    { id: 'deleted', label: { en: 'Deleted', 'zh-CN': '已删除' }, value: String(status.deleted), tone: 'ok' },
    {
      id: 'deadLettered',
      label: { en: 'Moved to the dead-letter queue', 'zh-CN': '移入死信队列' },
      value: String(status.deadLettered),
      tone: status.deadLettered > 0 ? 'dead' : 'plain',
    },
    {
      id: 'redriven',
      label: { en: 'Moved here from elsewhere', 'zh-CN': '由别处移入' },
      value: String(status.redriven),
    },
    {
      id: 'expired',
      label: { en: 'Expired', 'zh-CN': '已过期' },
      value: String(status.expired),
      tone: status.expired > 0 ? 'error' : 'plain',
    },
    {
      id: 'filtered',
      label: { en: 'Deleted by a filter', 'zh-CN': '被筛选条件删除' },
      value: String(status.filtered),
    },
    {
      id: 'deduplicated',
      label: { en: 'Repetitions not delivered', 'zh-CN': '去重的重复消息' },
      value: String(status.deduplicated),
    },
    { id: 'moved', label: { en: 'Moved back', 'zh-CN': '移回原队列' }, value: String(status.moved) },
  ],
  samples: [
    { id: 'json', title: { en: 'A JSON message', 'zh-CN': 'JSON 消息' }, text: '{\n  "orderId": "A-1001"\n}' },
    { id: 'text', title: { en: 'Plain text', 'zh-CN': '纯文本' }, text: 'hello' },
    { id: 'poison', title: { en: 'A message that is no JSON', 'zh-CN': '非 JSON 的毒消息' }, text: '{ "orderId": ' },
  ],
})
