// What can be set on a table and on the connections that leave it, as data for the inspector; loaded with it.
import type { FieldSpec, KindForm } from '#ui/kit'

const quotas = { en: 'DynamoDB quotas', 'zh-CN': 'DynamoDB 配额' }
const ttlDocs = { en: 'DynamoDB TTL: within a few days', 'zh-CN': 'DynamoDB TTL：数日之内' }
const latency = { en: 'single-digit milliseconds; figures not re-read', 'zh-CN': '个位数毫秒；数值未复核' }
const mapping = { en: 'Lambda, stream mappings', 'zh-CN': 'Lambda 流映射' }
const model = { en: 'model; AWS names no figures', 'zh-CN': '模型；AWS 未给出数值' }

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
    {
      id: 'latency',
      title: { en: 'Latency', 'zh-CN': '延迟' },
      folded: true,
      fields: [
        {
          field: 'latencyMedianMs',
          control: 'duration',
          minimumMs: 0,
          maximumMs: 3_600_000,
          label: { en: 'Median', 'zh-CN': '中位数' },
          source: latency,
        },
        {
          field: 'latencyP99Ms',
          control: 'duration',
          minimumMs: 0,
          maximumMs: 3_600_000,
          label: { en: '99th percentile', 'zh-CN': '第 99 百分位' },
          source: latency,
        },
      ],
    },
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
            unit: { en: 'records', 'zh-CN': '条记录' },
            label: { en: 'Batch size', 'zh-CN': '批大小' },
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
            field: 'parallelizationFactor',
            control: 'number',
            integer: true,
            minimum: 1,
            maximum: 10,
            label: { en: 'Batches at once', 'zh-CN': '并行批数' },
            help: { en: 'The order is kept for each key', 'zh-CN': '每个键内保持顺序' },
            source: mapping,
          },
          {
            field: 'filters',
            control: 'rows',
            label: { en: 'Filters', 'zh-CN': '筛选条件' },
            help: {
              en: 'A record passes that matches one; none: all pass',
              'zh-CN': '匹配任意一条即通过；没有则全部通过',
            },
            newRow: { pattern: '{ "eventName": ["INSERT"] }' },
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
          },
        ],
      },
      {
        id: 'failures',
        title: { en: 'When a batch fails', 'zh-CN': '批处理失败时' },
        fields: [
          {
            field: 'maximumRetryAttempts',
            control: 'number',
            integer: true,
            minimum: -1,
            maximum: 10_000,
            label: { en: 'Retries', 'zh-CN': '重试次数' },
            help: {
              en: '-1: for ever, and nothing behind it moves until it expires',
              'zh-CN': '-1 表示一直重试，其后的记录要等到它过期',
            },
            source: mapping,
          },
          {
            field: 'maximumRecordAgeMs',
            control: 'duration',
            optional: true,
            minimumMs: 60_000,
            maximumMs: 604_800_000,
            label: { en: 'Longest record age', 'zh-CN': '记录最长存留' },
            help: { en: 'Empty: as long as the stream keeps it', 'zh-CN': '留空则与流的保留时间相同' },
            source: mapping,
          },
          {
            field: 'bisectOnError',
            control: 'switch',
            label: { en: 'Split the batch in two', 'zh-CN': '将批次一分为二' },
            help: { en: 'Finds the record that fails', 'zh-CN': '用来找出失败的记录' },
          },
          {
            field: 'reportBatchItemFailures',
            control: 'switch',
            label: { en: 'Report batch item failures', 'zh-CN': '报告部分失败' },
            help: {
              en: 'Goes on from the first record your handler names',
              'zh-CN': '从处理程序列出的第一条记录继续',
            },
          },
          {
            field: 'retryDelayMs',
            control: 'duration',
            minimumMs: 1,
            maximumMs: 3_600_000,
            label: { en: 'First wait', 'zh-CN': '首次等待' },
            source: model,
          },
          {
            field: 'maximumRetryDelayMs',
            control: 'duration',
            minimumMs: 1,
            maximumMs: 3_600_000,
            label: { en: 'Longest wait', 'zh-CN': '最长等待' },
            source: model,
          },
        ],
      },
    ],
    undelivered: [
      {
        id: 'destination',
        title: { en: 'On-failure destination', 'zh-CN': '失败目标' },
        fields: [
          {
            field: 'consumer',
            control: 'text',
            label: { en: 'Of the consumer', 'zh-CN': '所属消费者' },
            help: {
              en: 'The name of the consuming function; empty: of all others',
              'zh-CN': '消费函数的名称；留空则用于其余消费者',
            },
          },
        ],
      },
    ],
  },
}
