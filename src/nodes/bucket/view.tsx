// How a bucket looks and what can be set on it and on its notifications.
import type { BucketStatus } from '#trace'
import { defineView, formatCount, KindIcon } from '#ui/kit'
import type { BucketConfig } from './model.ts'

export const bucketView = defineView<BucketConfig, BucketStatus>({
  icon: ({ size }) => <KindIcon size={size ?? 18} path="M4 6c0-4 16-4 16 0s-16 4-16 0l2.5 13c.5 3 10.5 3 11 0L20 6" />,
  title: { en: 'Bucket', 'zh-CN': '存储桶' },
  about: {
    en: 'Keeps objects by key and tells others when they change.',
    'zh-CN': '按键保存对象，并在对象变化时通知其他节点。',
  },
  detail: ({ versioning, bucketName }) => [bucketName || 'S3', ...(versioning ? ['versions'] : [])].join(' · '),
  ports: {
    objects: { label: { en: 'objects', 'zh-CN': '对象' } },
    notify: { label: { en: 'notifications', 'zh-CN': '通知' } },
  },
  form: async () => (await import('./view-form.ts')).bucketForm,
  badges: (status) => [
    { id: 'objects', label: { en: 'objects', 'zh-CN': '对象' }, value: formatCount(status.objects) },
    { id: 'delivered', label: { en: 'notified', 'zh-CN': '已通知' }, value: formatCount(status.delivered) },
    ...(status.failed > 0
      ? [
          {
            id: 'failed',
            label: { en: 'refused', 'zh-CN': '被拒绝' },
            value: formatCount(status.failed),
            tone: 'error' as const,
          },
        ]
      : []),
  ],
  figures: (status) => [
    { id: 'objects', label: { en: 'Objects', 'zh-CN': '对象' }, value: String(status.objects) },
    {
      id: 'bytes',
      label: { en: 'Bytes, all versions', 'zh-CN': '字节（所有版本）' },
      value: formatCount(status.bytes),
    },
    { id: 'written', label: { en: 'Puts and copies', 'zh-CN': '写入与复制' }, value: String(status.written) },
    { id: 'read', label: { en: 'Reads', 'zh-CN': '读取' }, value: String(status.read) },
    { id: 'deleted', label: { en: 'Deletes', 'zh-CN': '删除' }, value: String(status.deleted) },
    {
      id: 'delivered',
      label: { en: 'Notifications delivered', 'zh-CN': '已投递的通知' },
      value: String(status.delivered),
      tone: 'ok',
    },
    {
      id: 'filtered',
      label: { en: 'Kept back by filters', 'zh-CN': '被过滤器拦下' },
      value: String(status.filtered),
    },
    {
      id: 'failed',
      label: { en: 'Notifications refused', 'zh-CN': '被拒绝的通知' },
      value: String(status.failed),
      tone: status.failed > 0 ? 'error' : 'plain',
    },
  ],
  samples: [
    {
      id: 'text',
      title: { en: 'Put a text', 'zh-CN': '写入文本' },
      text: '{\n  "key": "inbox/hello.txt",\n  "body": "hello"\n}',
    },
    {
      id: 'json',
      title: { en: 'Put JSON', 'zh-CN': '写入 JSON' },
      text: '{\n  "key": "orders/1001.json",\n  "body": {\n    "orderId": "A-1001"\n  }\n}',
    },
    {
      id: 'bytes',
      title: { en: 'Put bytes, as base64', 'zh-CN': '写入字节（base64）' },
      text: '{\n  "key": "photos/dot.gif",\n  "body": "R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=",\n  "encoding": "base64",\n  "contentType": "image/gif"\n}',
    },
    {
      id: 'delete',
      title: { en: 'Delete an object', 'zh-CN': '删除对象' },
      text: '{\n  "key": "inbox/hello.txt",\n  "delete": true\n}',
    },
  ],
})
