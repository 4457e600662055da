// How a stream looks and what can be set on it and on its consumers.
import type { StreamStatus } from '#trace'
import { defineView, formatCount, formatUsShort, KindIcon } from '#ui/kit'
import type { StreamConfig } from './model.ts'

export const streamView = defineView<StreamConfig, StreamStatus>({
  icon: ({ size }) => (
    <KindIcon size={size ?? 18} path="M3 7c3-3 6-3 9 0s6 3 9 0M3 12c3-3 6-3 9 0s6 3 9 0M3 17c3-3 6-3 9 0s6 3 9 0" />
  ),
  title: { en: 'Stream', 'zh-CN': '数据流' },
  about: {
    en: 'Keeps records in their order, shard by shard, for every consumer.',
    'zh-CN': '按分片有序保存记录，供每个消费者读取。',
  },
  detail: ({ shardCount }) => (shardCount === 1 ? 'Kinesis, 1 shard' : `Kinesis, ${shardCount} shards`),
  ports: {
    records: { label: { en: 'records', 'zh-CN': '记录' } },
    consume: { label: { en: 'consumers', 'zh-CN': '消费者' } },
    undelivered: { label: { en: 'on failure', 'zh-CN': '失败时' } },
  },
  form: async () => (await import('./view-form.ts')).streamForm,
  badges: (status) => [
    { id: 'added', label: { en: 'records', 'zh-CN': '记录' }, value: formatCount(status.added) },
    ...(status.waiting > 0
      ? [{ id: 'waiting', label: { en: 'to consume', 'zh-CN': '待消费' }, value: formatCount(status.waiting) }]
      : []),
    {
      id: 'age',
      label: { en: 'iterator age', 'zh-CN': '迭代器滞后' },
      value: formatUsShort(status.iteratorAgeUs),
    },
  ],
  figures: (status) => [
    { id: 'added', label: { en: 'Records added', 'zh-CN': '已写入记录' }, value: String(status.added) },
    { id: 'bytes', label: { en: 'Bytes', 'zh-CN': '字节' }, value: String(status.bytes) },
    { id: 'read', label: { en: 'Read by calls', 'zh-CN': '由调用读取' }, value: String(status.read) },
    {
      id: 'refused',
      label: { en: 'Refused', 'zh-CN': '被拒绝' },
      value: String(status.refused),
      tone: status.refused > 0 ? 'refused' : 'plain',
    },
    {
      id: 'age',
      label: { en: 'Iterator age, most in a minute', 'zh-CN': '迭代器滞后（一分钟内最大）' },
      value: formatUsShort(status.iteratorAgeUs),
    },
    { id: 'waiting', label: { en: 'Not yet consumed', 'zh-CN': '尚未消费' }, value: String(status.waiting) },
    { id: 'processed', label: { en: 'Consumed', 'zh-CN': '已消费' }, value: String(status.processed), tone: 'ok' },
    { id: 'filtered', label: { en: 'Kept back by filters', 'zh-CN': '被筛选拦下' }, value: String(status.filtered) },
    {
      id: 'discarded',
      label: { en: 'Given up', 'zh-CN': '已放弃' },
      value: String(status.discarded),
      tone: status.discarded > 0 ? 'dead' : 'plain',
    },
  ],
  samples: [
    {
      id: 'record',
      title: { en: 'A record', 'zh-CN': '一条记录' },
      text: '{\n  "partitionKey": "user-7",\n  "data": { "page": "/", "ms": 120 }\n}',
    },
    {
      id: 'text',
      title: { en: 'A record of text', 'zh-CN': '文本记录' },
      text: '{\n  "partitionKey": "sensor-1",\n  "data": "21.5"\n}',
    },
  ],
})
