// What can be set on each policy, as data: label, unit, one line of help, and where its default comes from.
import { JITTERS, type Policy, type RetryPolicy } from '#resilience'
import type { FieldSpec, FormSection, Text } from '#ui/kit'
import { breakerSections } from './breaker-specs.ts'
import {
  durationField,
  failureChoices,
  GOOGLE_SRE,
  numberField,
  RESILIENCE4J,
  section,
  selectField,
} from './spec-parts.ts'

const JITTER_TEXTS: Readonly<Record<RetryPolicy['jitter'], Text>> = {
  none: { en: 'None', 'zh-CN': '无' },
  full: { en: 'Full', 'zh-CN': '完全' },
  equal: { en: 'Equal', 'zh-CN': '均等' },
  decorrelated: { en: 'Decorrelated', 'zh-CN': '去相关' },
  spread: { en: 'Around the wait', 'zh-CN': '围绕等待值' },
  'decorrelated-v2': { en: 'Decorrelated, smoothed', 'zh-CN': '平滑去相关' },
}
const JITTER_SOURCES: Readonly<Record<RetryPolicy['jitter'], Text>> = {
  none: { en: 'Callers that fail together come back together', 'zh-CN': '一起失败的调用方会一起重试' },
  full: { en: 'Between 0 and the wait · AWS Architecture Blog', 'zh-CN': '0 到等待值之间 · AWS 架构博客' },
  equal: { en: 'Between half and the whole wait · AWS Architecture Blog', 'zh-CN': '一半到全部之间 · AWS 架构博客' },
  decorrelated: {
    en: 'Between the first wait and three times the last one · AWS Architecture Blog',
    'zh-CN': '首次等待到上次三倍之间 · AWS 架构博客',
  },
  spread: { en: 'As resilience4j’s randomised interval', 'zh-CN': '同 resilience4j 的随机间隔' },
  'decorrelated-v2': { en: 'As Polly’s and cockatiel’s', 'zh-CN': '同 Polly 与 cockatiel' },
}
const BACKOFFS = {
  exponential: { en: 'Exponential', 'zh-CN': '指数' },
  fixed: { en: 'Fixed', 'zh-CN': '固定' },
} as const

const jitterField: FieldSpec = {
  ...selectField(
    'jitter',
    { en: 'Jitter', 'zh-CN': '抖动' },
    JITTERS.map((value) => ({ value, label: JITTER_TEXTS[value] })),
  ),
}

const budgetField: FieldSpec = {
  field: 'budget',
  control: 'variant',
  tag: 'type',
  label: { en: 'Budget', 'zh-CN': '预算' },
  help: { en: 'What retries may cost in all', 'zh-CN': '所有重试合计的上限' },
  variants: [
    { value: 'none', label: { en: 'None', 'zh-CN': '无' }, fields: [], initial: {} },
    {
      value: 'share',
      label: { en: 'A share of the requests', 'zh-CN': '请求的一部分' },
      fields: [
        {
          ...numberField('percent', { en: 'Retries at most', 'zh-CN': '重试至多' }, 0.1, 1000, '%'),
          source: GOOGLE_SRE,
        },
        { ...numberField('windowSeconds', { en: 'Counted over', 'zh-CN': '统计时长' }, 1, 86_400, 's'), integer: true },
      ],
      initial: { percent: 10, windowSeconds: 120 },
    },
    {
      value: 'tokens',
      label: { en: 'A bucket of tokens', 'zh-CN': '令牌桶' },
      fields: [
        { ...numberField('capacity', { en: 'Tokens', 'zh-CN': '令牌数' }, 0, 1_000_000), integer: true },
        { ...numberField('retryCost', { en: 'A retry costs', 'zh-CN': '每次重试消耗' }, 0, 1_000_000), integer: true },
        { ...numberField('timeoutCost', { en: 'After a timeout', 'zh-CN': '超时之后' }, 0, 1_000_000), integer: true },
        {
          ...numberField('throttledCost', { en: 'After a throttle', 'zh-CN': '被限流之后' }, 0, 1_000_000),
          integer: true,
        },
        {
          ...numberField('successReturn', { en: 'A success gives back', 'zh-CN': '成功归还' }, 0, 1_000_000),
          integer: true,
          source: { en: 'The AWS SDK’s standard mode', 'zh-CN': 'AWS SDK 标准模式' },
        },
      ],
      initial: { capacity: 500, retryCost: 5, timeoutCost: 10, throttledCost: 5, successReturn: 1 },
    },
  ],
}

function retrySections(policy: RetryPolicy): FormSection[] {
  const smoothed = policy.jitter === 'decorrelated-v2'
  const grows = policy.backoff === 'exponential' || smoothed
  const fields: FieldSpec[] = [
    {
      ...numberField(
        'maxAttempts',
        { en: 'Attempts, the first one included', 'zh-CN': '尝试次数（含首次）' },
        1,
        100_000,
      ),
      integer: true,
      help: {
        en: `The first call and ${policy.maxAttempts - 1} more`,
        'zh-CN': `首次调用加 ${policy.maxAttempts - 1} 次重试`,
      },
      source: RESILIENCE4J,
    },
    selectField(
      'backoff',
      { en: 'Backoff', 'zh-CN': '退避' },
      (['exponential', 'fixed'] as const).map((value) => ({ value, label: BACKOFFS[value] })),
    ),
    { ...durationField('baseMs', { en: 'First wait', 'zh-CN': '首次等待' }), minimumMs: 1, bareUnit: 'ms' },
    ...(grows
      ? [
          numberField('factor', { en: 'Factor', 'zh-CN': '倍数' }, 1, 100),
          { ...durationField('capMs', { en: 'Longest wait', 'zh-CN': '最长等待' }), minimumMs: 1 },
        ]
      : []),
    { ...jitterField, help: JITTER_SOURCES[policy.jitter] },
    ...(policy.jitter === 'spread'
      ? [
          {
            ...numberField('spread', { en: 'Up to this share more or less', 'zh-CN': '上下浮动比例' }, 0.01, 1),
            optional: true,
            help: { en: 'Empty: 0.5', 'zh-CN': '留空：0.5' },
            source: RESILIENCE4J,
          },
        ]
      : []),
    failureChoices('retryOn', { en: 'Retry on', 'zh-CN': '遇到则重试' }),
  ]
  const more: FieldSpec[] = [
    {
      ...durationField('throttledBaseMs', { en: 'First wait after a throttle', 'zh-CN': '被限流后的首次等待' }),
      minimumMs: 1,
      optional: true,
      help: { en: 'Empty: as after other failures', 'zh-CN': '留空：与其他失败相同' },
    },
    {
      ...durationField('retryAfterAddsAtMostMs', { en: 'Retry-After adds at most', 'zh-CN': 'Retry-After 至多增加' }),
      minimumMs: 0,
      optional: true,
      help: { en: 'Empty: as long as the answer asks; 0s: ignored', 'zh-CN': '留空：按响应要求；0s：忽略' },
    },
    budgetField,
  ]
  return [section('retry', fields), { ...section('retry-more', more), title: MORE, folded: true }]
}

const MORE: Text = { en: 'Budget and Retry-After', 'zh-CN': '预算与 Retry-After' }

const waitField = (help: Text): FieldSpec => ({
  ...durationField('maxWaitMs', { en: 'A call waits at most', 'zh-CN': '调用最多等待' }),
  minimumMs: 0,
  help,
})

export function policySections(policy: Policy): readonly FormSection[] {
  switch (policy.type) {
    case 'retry':
      return retrySections(policy)
    case 'circuit-breaker':
      return breakerSections(policy)
    case 'timeout':
      return [
        section('timeout', [
          { ...durationField('timeoutMs', { en: 'Time limit', 'zh-CN': '时间上限' }), minimumMs: 1, bareUnit: 'ms' },
          {
            field: 'carried',
            control: 'switch',
            label: { en: 'Goes along with the call', 'zh-CN': '随调用传递' },
            help: {
              en: 'Timeouts of calls that its handler makes end no later',
              'zh-CN': '处理程序发出的调用不会晚于它超时',
            },
          },
        ]),
      ]
    case 'bulkhead':
      return [
        section('bulkhead', [
          {
            ...numberField('maxConcurrentCalls', { en: 'Calls at a time', 'zh-CN': '同时调用数' }, 1, 1_000_000),
            integer: true,
            source: RESILIENCE4J,
          },
          waitField({ en: '0s: refused at once when full', 'zh-CN': '0s：满时立即拒绝' }),
          ...(policy.maxWaitMs > 0
            ? [
                {
                  ...numberField('maxWaitingCalls', { en: 'Calls that wait', 'zh-CN': '等待的调用数' }, 0, 1_000_000),
                  integer: true,
                  optional: true,
                  help: { en: 'Empty: as many as come', 'zh-CN': '留空：不限' },
                },
              ]
            : []),
        ]),
      ]
    case 'rate-limiter':
      return [
        section('rate-limiter', [
          numberField('perSecond', { en: 'Rate', 'zh-CN': '速率' }, 0.001, 1_000_000, '/s'),
          {
            ...numberField('burst', { en: 'At once after a rest', 'zh-CN': '空闲后可一次通过' }, 1, 1_000_000),
            integer: true,
            help: { en: 'What the token bucket holds', 'zh-CN': '令牌桶容量' },
          },
          waitField({ en: '0s: refused at once without a token', 'zh-CN': '0s：没有令牌时立即拒绝' }),
        ]),
      ]
    case 'fallback':
      return [
        section('fallback', [
          {
            ...numberField('status', { en: 'Answers with status', 'zh-CN': '以此状态码应答' }, 200, 599),
            integer: true,
          },
          {
            field: 'body',
            control: 'text',
            mono: true,
            lines: 4,
            label: { en: 'Body', 'zh-CN': '正文' },
            help: { en: 'Of an SDK call: its output as JSON', 'zh-CN': 'SDK 调用：以 JSON 表示的输出' },
          },
          failureChoices('fallBackOn', { en: 'Instead of', 'zh-CN': '替代' }, true),
        ]),
      ]
    case 'hedge':
      return [
        section('hedge', [
          {
            ...durationField('delayMs', { en: 'Another attempt after', 'zh-CN': '多久后再发一次' }),
            minimumMs: 0,
            help: { en: 'About the 95th percentile of the answers', 'zh-CN': '约为响应时间的第 95 百分位' },
            source: { en: 'Polly', 'zh-CN': 'Polly' },
          },
          {
            ...numberField('maxHedges', { en: 'Attempts besides the first', 'zh-CN': '首次之外的尝试数' }, 1, 10),
            integer: true,
            source: { en: 'Polly', 'zh-CN': 'Polly' },
          },
          failureChoices('hedgeOn', { en: 'At once after', 'zh-CN': '遇到则立即再发' }),
        ]),
      ]
    case 'adaptive-throttle':
      return [
        section('adaptive-throttle', [
          {
            ...numberField('k', { en: 'Requests for each one accepted', 'zh-CN': '每个被接受的请求可发送' }, 1, 100),
            help: { en: 'Above it, calls are refused by chance', 'zh-CN': '超过后按概率拒绝' },
            source: GOOGLE_SRE,
          },
          {
            ...numberField('windowSeconds', { en: 'Counted over', 'zh-CN': '统计时长' }, 1, 3600, 's'),
            integer: true,
            source: GOOGLE_SRE,
          },
          failureChoices('rejectedOn', { en: 'Counts as rejected', 'zh-CN': '计为被拒绝' }),
        ]),
      ]
  }
}
