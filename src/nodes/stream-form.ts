// What can be set on the consumers of a stream, whatever kind has it: their mapping, and where what it gives up goes.
import type { FieldSpec, KindForm } from '#ui/kit'

const mapping = { en: 'Lambda, stream mappings', 'zh-CN': 'Lambda 流映射' }
const model = { en: 'model; AWS names no figures', 'zh-CN': '模型；AWS 未给出数值' }

/** `pattern`: a new filter begins with it; `positions`: where a consumer begins, if that can be chosen. */
export const streamEdges = (pattern: string, positions: readonly FieldSpec[] = []): NonNullable<KindForm['edges']> => ({
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
        ...positions,
        {
          field: 'filters',
          control: 'rows',
          label: { en: 'Filters', 'zh-CN': '筛选条件' },
          help: {
            en: 'A record passes that matches one; none: all pass',
            'zh-CN': '匹配任意一条即通过；没有则全部通过',
          },
          newRow: { pattern },
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
})
