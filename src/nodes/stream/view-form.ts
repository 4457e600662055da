// What can be set on a stream and on the connections that leave it, as data for the inspector; loaded with it.
import { latencySection } from '#nodes/latency-form'
import { streamEdges } from '#nodes/stream-form'
import type { FieldSpec, KindForm } from '#ui/kit'

const quotas = { en: 'Kinesis quotas', 'zh-CN': 'Kinesis 配额' }
const latency = { en: 'model; AWS names no figures', 'zh-CN': '模型；AWS 未给出数值' }
const mapping = { en: 'Lambda, stream mappings', 'zh-CN': 'Lambda 流映射' }

const positions: readonly FieldSpec[] = [
  {
    field: 'startingPosition',
    control: 'select',
    options: [
      { value: 'TRIM_HORIZON', label: { en: 'The oldest record', 'zh-CN': '最早的记录' } },
      { value: 'LATEST', label: { en: 'What comes from now on', 'zh-CN': '此后到达的记录' } },
      { value: 'AT_TIMESTAMP', label: { en: 'A point in time', 'zh-CN': '指定时刻' } },
    ],
    label: { en: 'Begins with', 'zh-CN': '起始位置' },
    source: mapping,
  },
  {
    field: 'startingTimestampSeconds',
    control: 'number',
    minimum: 0,
    maximum: 8_640_000_000_000,
    unit: { en: 's since 1970', 'zh-CN': '秒（自 1970 年）' },
    label: { en: 'Point in time', 'zh-CN': '时刻' },
    help: { en: 'Counts with “A point in time” only', 'zh-CN': '仅在选择“指定时刻”时有效' },
  },
]

export const streamForm: KindForm = {
  node: [
    {
      id: 'shards',
      title: { en: 'Shards', 'zh-CN': '分片' },
      fields: [
        {
          field: 'shardCount',
          control: 'number',
          integer: true,
          minimum: 1,
          maximum: 100,
          label: { en: 'Shards', 'zh-CN': '分片数' },
          help: {
            en: 'Each takes 1 MB and 1,000 records a second',
            'zh-CN': '每个分片每秒接收 1 MB、1,000 条记录',
          },
          source: quotas,
        },
        {
          field: 'retentionMs',
          control: 'duration',
          minimumMs: 86_400_000,
          maximumMs: 31_536_000_000,
          label: { en: 'Keeps records for', 'zh-CN': '记录保留' },
          source: quotas,
        },
      ],
    },
    latencySection(latency),
  ],
  edges: streamEdges('{ "data": { "type": ["order"] } }', positions),
}
