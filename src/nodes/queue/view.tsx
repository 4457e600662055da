// How a queue looks and what can be set on it, on its consumers and on the way to its dead-letter queue.
import type { QueueStatus } from '#trace'
import { formatDuration } from '#base'
import { defineView, formatCount, formatUs, KindIcon } from '#ui/kit'
import type { QueueConfig } from './model.ts'

const sqsQuotas = { en: 'SQS quotas', 'zh-CN': 'SQS 配额' }
const mapping = { en: 'event source mapping', 'zh-CN': '事件源映射' }

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
  form: [
    {
      id: 'queue',
      title: { en: 'Queue', 'zh-CN': '队列' },
      fields: [
        {
          field: 'visibilityTimeoutMs',
          control: 'duration',
          minimumMs: 0,
          maximumMs: 43_200_000,
          label: { en: 'Visibility timeout', 'zh-CN': '可见性超时' },
          help: { en: 'A received message is hidden this long', 'zh-CN': '消息被接收后隐藏的时间' },
          source: sqsQuotas,
        },
        {
          field: 'delayMs',
          control: 'duration',
          minimumMs: 0,
          maximumMs: 900_000,
          label: { en: 'Delivery delay', 'zh-CN': '投递延迟' },
          source: sqsQuotas,
        },
        {
          field: 'retentionMs',
          control: 'duration',
          minimumMs: 60_000,
          maximumMs: 1_209_600_000,
          label: { en: 'Retention', 'zh-CN': '保留期' },
          source: sqsQuotas,
        },
        {
          field: 'maximumMessageBytes',
          control: 'number',
          integer: true,
          minimum: 1024,
          maximum: 1_048_576,
          unit: { en: 'bytes', 'zh-CN': '字节' },
          label: { en: 'Largest message', 'zh-CN': '最大消息' },
          source: sqsQuotas,
        },
        {
          field: 'receiveWaitMs',
          control: 'duration',
          minimumMs: 0,
          maximumMs: 20_000,
          label: { en: 'Receive wait (long polling)', 'zh-CN': '接收等待（长轮询）' },
          source: sqsQuotas,
        },
      ],
    },
  ],
  edgeForms: {
    consume: [
      {
        id: 'mapping',
        title: { en: 'Event source mapping', 'zh-CN': '事件源映射' },
        fields: [
          { field: 'enabled', control: 'switch', label: { en: 'Enabled', 'zh-CN': '启用' } },
          {
            field: 'batchSize',
            control: 'number',
            integer: true,
            minimum: 1,
            maximum: 10_000,
            unit: { en: 'messages', 'zh-CN': '条消息' },
            label: { en: 'Batch size', 'zh-CN': '批大小' },
            help: { en: 'Above 10, the window must be at least 1 s', 'zh-CN': '超过 10 时窗口至少 1 s' },
            source: mapping,
          },
          {
            field: 'batchWindowMs',
            control: 'duration',
            minimumMs: 0,
            maximumMs: 300_000,
            label: { en: 'Batch window', 'zh-CN': '批窗口' },
            help: { en: 'Waits this long to fill a batch', 'zh-CN': '等待凑满一批的时间' },
            source: mapping,
          },
          {
            field: 'reportBatchItemFailures',
            control: 'switch',
            label: { en: 'Report batch item failures', 'zh-CN': '报告部分失败' },
            help: {
              en: 'Only the messages your handler names come back',
              'zh-CN': '只有处理程序列出的消息会重新投递',
            },
          },
          {
            field: 'maximumConcurrency',
            control: 'number',
            integer: true,
            optional: true,
            minimum: 2,
            maximum: 1000,
            label: { en: 'Maximum concurrency', 'zh-CN': '最大并发' },
            source: mapping,
          },
        ],
      },
    ],
    redrive: [
      {
        id: 'redrive',
        title: { en: 'Dead-letter queue', 'zh-CN': '死信队列' },
        fields: [
          {
            field: 'maxReceiveCount',
            control: 'number',
            integer: true,
            minimum: 1,
            maximum: 1000,
            unit: { en: 'deliveries', 'zh-CN': '次投递' },
            label: { en: 'Maximum receives', 'zh-CN': '最大接收次数' },
            help: { en: 'A message received more often moves there', 'zh-CN': '超过次数的消息移入死信队列' },
            source: sqsQuotas,
          },
        ],
      },
    ],
  },
  badges: (status) => [
    {
      id: 'depth',
      label: { en: 'waiting', 'zh-CN': '等待' },
      value: formatCount(status.visible + status.delayed),
    },
    ...(status.oldestAgeUs !== undefined && status.oldestAgeUs >= 1_000_000
      ? [{ id: 'age', label: { en: 'oldest', 'zh-CN': '最旧' }, value: formatUs(status.oldestAgeUs) }]
      : [{ id: 'inFlight', label: { en: 'in flight', 'zh-CN': '处理中' }, value: formatCount(status.inFlight) }]),
    ...(status.deadLettered > 0
      ? [
          {
            id: 'dead',
            label: { en: 'dead letters', 'zh-CN': '死信' },
            value: formatCount(status.deadLettered),
            tone: 'dead' as const,
          },
        ]
      : status.redriven > 0
        ? [
            {
              id: 'redriven',
              label: { en: 'moved here', 'zh-CN': '移入' },
              value: formatCount(status.redriven),
              tone: 'dead' as const,
            },
          ]
        : []),
  ],
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
  ],
  samples: [
    { id: 'json', title: { en: 'A JSON message', 'zh-CN': 'JSON 消息' }, text: '{\n  "orderId": "A-1001"\n}' },
    { id: 'text', title: { en: 'Plain text', 'zh-CN': '纯文本' }, text: 'hello' },
    { id: 'poison', title: { en: 'A message that is no JSON', 'zh-CN': '非 JSON 的毒消息' }, text: '{ "orderId": ' },
  ],
})
