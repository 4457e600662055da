// What can be set on a table and on the connections that leave it, as data for the inspector; loaded with it.
import { latencySection } from '#nodes/latency-form'
import { streamEdges } from '#nodes/stream-form'
import type { FieldSpec, KindForm } from '#ui/kit'

const quotas = { en: 'DynamoDB quotas', 'zh-CN': 'DynamoDB 配额' }
const ttlDocs = { en: 'DynamoDB TTL: within a few days', 'zh-CN': 'DynamoDB TTL：数日之内' }
const latency = { en: 'single-digit milliseconds; figures not re-read', 'zh-CN': '个位数毫秒；数值未复核' }

const keyTypes = [
  { value: 'S', label: { en: 'String', 'zh-CN': '字符串' } },
  { value: 'N', label: { en: 'Number', 'zh-CN': '数字' } },
  { value: 'B', label: { en: 'Binary', 'zh-CN': '二进制' } },
]

const keyFields: readonly FieldSpec[] = [
  { field: 'hashKey', control: 'text', label: { en: 'Partition key', 'zh-CN': '分区键' }, source: quotas },
  { field: 'hashKeyType', control: 'select', options: keyTypes, label: { en: 'Its type', 'zh-CN': '分区键类型' } },
  {
    field: 'rangeKey',
    control: 'text',
    label: { en: 'Sort key', 'zh-CN': '排序键' },
    help: { en: 'Empty: none', 'zh-CN': '留空则没有' },
  },
  { field: 'rangeKeyType', control: 'select', options: keyTypes, label: { en: 'Its type', 'zh-CN': '排序键类型' } },
]

export const tableForm: KindForm = {
  node: [
    { id: 'key', title: { en: 'Key', 'zh-CN': '键' }, fields: keyFields },
    {
      id: 'stream',
      title: { en: 'Stream and expiry', 'zh-CN': '流与过期' },
      fields: [
        {
          field: 'streamViewType',
          control: 'select',
          options: [
            { value: 'NEW_AND_OLD_IMAGES', label: { en: 'New and old item', 'zh-CN': '新旧项目' } },
            { value: 'NEW_IMAGE', label: { en: 'New item', 'zh-CN': '新项目' } },
            { value: 'OLD_IMAGE', label: { en: 'Old item', 'zh-CN': '旧项目' } },
            { value: 'KEYS_ONLY', label: { en: 'Keys only', 'zh-CN': '仅键' } },
          ],
          label: { en: 'The stream shows', 'zh-CN': '流中包含' },
          help: { en: 'There is a stream when something consumes it', 'zh-CN': '有消费者时才有流' },
        },
        {
          field: 'ttlAttribute',
          control: 'text',
          label: { en: 'Expiry attribute', 'zh-CN': '过期属性' },
          help: {
            en: 'Holds the second of the expiry, since 1970; empty: items stay',
            'zh-CN': '值为过期时刻（1970 年以来的秒数）；留空则不过期',
          },
        },
        {
          field: 'ttlWithinMs',
          control: 'duration',
          minimumMs: 0,
          maximumMs: 1_209_600_000,
          label: { en: 'Deleted at most so long after', 'zh-CN': '过期后最迟多久删除' },
          source: ttlDocs,
        },
      ],
    },
    {
      id: 'indexes',
      title: { en: 'Global secondary indexes', 'zh-CN': '全局二级索引' },
      folded: true,
      fields: [
        {
          field: 'indexes',
          control: 'rows',
          label: { en: 'Indexes', 'zh-CN': '索引' },
          source: quotas,
          newRow: { name: 'byStatus', hashKey: 'status', hashKeyType: 'S', rangeKey: '', rangeKeyType: 'S' },
          fields: [
            { field: 'name', control: 'text', label: { en: 'Name', 'zh-CN': '名称' } },
            ...keyFields,
            {
              field: 'projection',
              control: 'select',
              options: [
                { value: 'ALL', label: { en: 'All attributes', 'zh-CN': '全部属性' } },
                { value: 'KEYS_ONLY', label: { en: 'Keys only', 'zh-CN': '仅键' } },
                { value: 'INCLUDE', label: { en: 'Keys and these', 'zh-CN': '键及所列属性' } },
              ],
              label: { en: 'Holds', 'zh-CN': '包含' },
            },
            {
              field: 'nonKeyAttributes',
              control: 'rows',
              label: { en: 'Further attributes', 'zh-CN': '其他属性' },
              newRow: { name: 'total' },
              fields: [{ field: 'name', control: 'text', label: { en: 'Name', 'zh-CN': '名称' } }],
            },
          ],
        },
      ],
    },
    latencySection(latency),
  ],
  edges: streamEdges('{ "eventName": ["INSERT"] }'),
}
