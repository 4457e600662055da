// What can be set on a queue and on the connections that leave it, as data for the inspector; loaded with it.
import { latencySection } from '#nodes/latency-form'
import type { KindForm } from '#ui/kit'

const sqsQuotas = { en: 'SQS quotas', 'zh-CN': 'SQS 配额' }
const mapping = { en: 'event source mapping', 'zh-CN': '事件源映射' }
const measured = {
  en: 'measured through SQS to Lambda, bitesizedserverless.com 2022',
  'zh-CN': '经 SQS 到 Lambda 的实测值，bitesizedserverless.com 2022',
}

export const queueForm: KindForm = {
  node: [
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
        {
          field: 'duplicatesPercent',
          control: 'number',
          minimum: 0,
          maximum: 100,
          unit: { en: '%', 'zh-CN': '%' },
          label: { en: 'Delivered twice', 'zh-CN': '重复投递' },
          help: {
            en: 'A standard queue delivers at least once: so many deliveries happen again at once',
            'zh-CN': '标准队列至少投递一次：有这么多投递会立即再来一次',
          },
          source: { en: 'SQS: occasionally; no figure is stated', 'zh-CN': 'SQS：偶尔发生，未给出数值' },
        },
      ],
    },
    {
      id: 'fifo',
      title: { en: 'Order', 'zh-CN': '顺序' },
      fields: [
        {
          field: 'fifo',
          control: 'switch',
          label: { en: 'FIFO queue', 'zh-CN': 'FIFO 队列' },
          help: { en: 'Keeps the order within each message group', 'zh-CN': '保持每个消息组内的顺序' },
          source: sqsQuotas,
        },
        {
          field: 'contentBasedDeduplication',
          control: 'switch',
          label: { en: 'Deduplicate by body', 'zh-CN': '按正文去重' },
          help: {
            en: 'FIFO: equal bodies within 5 min are one message',
            'zh-CN': 'FIFO：5 分钟内相同的正文视为一条消息',
          },
        },
        {
          field: 'deduplicationScope',
          control: 'select',
          options: [
            { value: 'queue', label: { en: 'the whole queue', 'zh-CN': '整个队列' } },
            { value: 'messageGroup', label: { en: 'each message group', 'zh-CN': '每个消息组' } },
          ],
          label: { en: 'Deduplication scope', 'zh-CN': '去重范围' },
        },
        {
          field: 'fifoThroughputLimit',
          control: 'select',
          options: [
            { value: 'perQueue', label: { en: 'the queue: 300 calls a second', 'zh-CN': '整个队列：每秒 300 次调用' } },
            { value: 'perMessageGroupId', label: { en: 'each message group', 'zh-CN': '每个消息组' } },
          ],
          label: { en: 'Throughput limit', 'zh-CN': '吞吐量限制' },
          source: sqsQuotas,
        },
      ],
    },
    latencySection(measured),
  ],
  edges: {
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
          {
            field: 'minimumPollers',
            control: 'number',
            integer: true,
            optional: true,
            minimum: 2,
            maximum: 200,
            label: { en: 'Provisioned pollers, at least', 'zh-CN': '预置轮询器下限' },
            help: { en: 'Each runs 10 batches at once', 'zh-CN': '每个同时处理 10 批' },
            source: mapping,
          },
          {
            field: 'maximumPollers',
            control: 'number',
            integer: true,
            optional: true,
            minimum: 2,
            maximum: 2000,
            label: { en: 'Provisioned pollers, at most', 'zh-CN': '预置轮询器上限' },
            source: mapping,
          },
          {
            field: 'filters',
            control: 'rows',
            label: { en: 'Filters', 'zh-CN': '筛选条件' },
            help: {
              en: 'A message that matches none is deleted; none: all pass',
              'zh-CN': '不匹配任何一条的消息会被删除；没有则全部通过',
            },
            newRow: { pattern: '{ "body": { "type": ["order"] } }' },
            fields: [
              {
                field: 'pattern',
                control: 'text',
                mono: true,
                lines: 3,
                json: true,
                label: { en: 'Pattern', 'zh-CN': '模式' },
              },
            ],
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
}
