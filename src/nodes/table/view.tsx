// How a table looks and what can be set on it and on the consumers of its stream.
import type { TableStatus } from '#trace'
import { defineView, formatCount, KindIcon } from '#ui/kit'
import type { TableConfig } from './model.ts'

const keyText = ({ hashKey, rangeKey }: TableConfig): string => (rangeKey === '' ? hashKey : `${hashKey} · ${rangeKey}`)

export const tableView = defineView<TableConfig, TableStatus>({
  icon: ({ size }) => (
    <KindIcon size={size ?? 18} path="M5 6c0-3 14-3 14 0v12c0 3-14 3-14 0zM5 6c0 3 14 3 14 0M5 12c0 3 14 3 14 0" />
  ),
  title: { en: 'Table', 'zh-CN': '数据表' },
  about: {
    en: 'Keeps items by their key and tells a stream of their changes.',
    'zh-CN': '按键保存项目，并以流的形式通知变更。',
  },
  detail: (config) => `DynamoDB, ${keyText(config)}`,
  ports: {
    items: { label: { en: 'items', 'zh-CN': '项目' } },
    consume: { label: { en: 'change stream', 'zh-CN': '变更流' } },
    undelivered: { label: { en: 'on failure', 'zh-CN': '失败时' } },
  },
  form: async () => (await import('./view-form.ts')).tableForm,
  badges: (status) => [
    { id: 'items', label: { en: 'items', 'zh-CN': '项目' }, value: formatCount(status.items) },
    { id: 'written', label: { en: 'written', 'zh-CN': '已写入' }, value: formatCount(status.written) },
    ...(status.waiting > 0
      ? [{ id: 'waiting', label: { en: 'in the stream', 'zh-CN': '流中待处理' }, value: formatCount(status.waiting) }]
      : []),
  ],
  figures: (status) => [
    { id: 'items', label: { en: 'Items', 'zh-CN': '项目' }, value: String(status.items) },
    { id: 'bytes', label: { en: 'Bytes', 'zh-CN': '字节' }, value: String(status.bytes) },
    { id: 'read', label: { en: 'Items read', 'zh-CN': '已读取项目' }, value: String(status.read) },
    { id: 'written', label: { en: 'Changes', 'zh-CN': '变更' }, value: String(status.written) },
    {
      id: 'refused',
      label: { en: 'Refused, or a condition failed', 'zh-CN': '被拒绝或条件不满足' },
      value: String(status.refused),
      tone: status.refused > 0 ? 'refused' : 'plain',
    },
    { id: 'expired', label: { en: 'Deleted by TTL', 'zh-CN': '由 TTL 删除' }, value: String(status.expired) },
    {
      id: 'waiting',
      label: { en: 'Changes not yet consumed', 'zh-CN': '尚未消费的变更' },
      value: String(status.waiting),
    },
    {
      id: 'processed',
      label: { en: 'Changes consumed', 'zh-CN': '已消费的变更' },
      value: String(status.processed),
      tone: 'ok',
    },
    {
      id: 'filtered',
      label: { en: 'Kept back by filters', 'zh-CN': '被筛选拦下' },
      value: String(status.filtered),
    },
    {
      id: 'discarded',
      label: { en: 'Changes given up', 'zh-CN': '已放弃的变更' },
      value: String(status.discarded),
      tone: status.discarded > 0 ? 'dead' : 'plain',
    },
  ],
  samples: [
    {
      id: 'item',
      title: { en: 'An item', 'zh-CN': '一个项目' },
      text: '{\n  "id": "A-1001",\n  "total": 42,\n  "lines": ["pen", "ink"]\n}',
    },
    {
      id: 'typed',
      title: { en: 'An item as DynamoDB’s JSON', 'zh-CN': 'DynamoDB JSON 格式的项目' },
      text: '{\n  "id": { "S": "A-1001" },\n  "total": { "N": "42" }\n}',
    },
    {
      id: 'delete',
      title: { en: 'Delete an item by its key', 'zh-CN': '按键删除项目' },
      text: '{\n  "Key": { "id": "A-1001" }\n}',
    },
  ],
})
