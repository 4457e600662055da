// What can be set on a bucket and on its notifications, as data for the inspector; loaded with it.
import { latencySection } from '#nodes/latency-form'
import type { KindForm } from '#ui/kit'

const naming = { en: 'S3 bucket naming rules', 'zh-CN': 'S3 存储桶命名规则' }
const notifications = { en: 'S3 event notifications', 'zh-CN': 'S3 事件通知' }
const calls = { en: 'S3: roughly 100–200 ms', 'zh-CN': 'S3：约 100–200 毫秒' }
const notifying = { en: 'S3: typically in seconds; figures not measured', 'zh-CN': 'S3：通常数秒；数值未经测量' }

export const bucketForm: KindForm = {
  node: [
    {
      id: 'bucket',
      title: { en: 'Bucket', 'zh-CN': '存储桶' },
      fields: [
        {
          field: 'versioning',
          control: 'switch',
          label: { en: 'Versioning', 'zh-CN': '版本控制' },
          help: {
            en: 'Keeps what was there before; a delete leaves a marker',
            'zh-CN': '保留旧版本；删除只留下删除标记',
          },
        },
        {
          field: 'bucketName',
          control: 'text',
          mono: true,
          label: { en: 'Name in S3', 'zh-CN': 'S3 中的名称' },
          help: { en: 'Empty: the node’s name in lower case', 'zh-CN': '留空：节点名称的小写形式' },
          source: naming,
        },
      ],
    },
    latencySection(calls, notifying),
  ],
  edges: {
    notify: [
      {
        id: 'notification',
        title: { en: 'Notification', 'zh-CN': '通知' },
        fields: [
          {
            field: 'events',
            control: 'choices',
            options: [
              { value: 's3:ObjectCreated:*', label: { en: 'Created', 'zh-CN': '创建' } },
              { value: 's3:ObjectCreated:Put', label: { en: 'Created: Put', 'zh-CN': '创建：Put' } },
              { value: 's3:ObjectCreated:Copy', label: { en: 'Created: Copy', 'zh-CN': '创建：Copy' } },
              { value: 's3:ObjectCreated:Post', label: { en: 'Created: Post', 'zh-CN': '创建：Post' } },
              {
                value: 's3:ObjectCreated:CompleteMultipartUpload',
                label: { en: 'Created: multipart', 'zh-CN': '创建：分段上传' },
              },
              { value: 's3:ObjectRemoved:*', label: { en: 'Removed', 'zh-CN': '删除' } },
              { value: 's3:ObjectRemoved:Delete', label: { en: 'Removed: Delete', 'zh-CN': '删除：Delete' } },
              {
                value: 's3:ObjectRemoved:DeleteMarkerCreated',
                label: { en: 'Removed: delete marker', 'zh-CN': '删除：删除标记' },
              },
            ],
            label: { en: 'Events', 'zh-CN': '事件' },
            source: notifications,
          },
          {
            field: 'prefix',
            control: 'text',
            mono: true,
            label: { en: 'Key begins with', 'zh-CN': '键前缀' },
            help: { en: 'Empty: every key', 'zh-CN': '留空：所有键' },
            source: notifications,
          },
          {
            field: 'suffix',
            control: 'text',
            mono: true,
            label: { en: 'Key ends with', 'zh-CN': '键后缀' },
            help: { en: 'Empty: every key', 'zh-CN': '留空：所有键' },
            source: notifications,
          },
        ],
      },
    ],
  },
}
