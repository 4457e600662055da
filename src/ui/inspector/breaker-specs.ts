// What can be set on a circuit breaker, as data.
import {
  BREAKER_RULE_NAMES,
  type BreakerRuleName,
  type CircuitBreakerPolicy,
  isShared,
  SHARED_BREAKER_LATENCY,
} from '#resilience'
import type { FieldSpec, FormSection, Text } from '#ui/kit'
import { durationField, failureChoices, numberField, RESILIENCE4J, section, selectField } from './spec-parts.ts'

const RULE_TITLES: Readonly<Record<BreakerRuleName, string>> = {
  resilience4j: 'resilience4j',
  polly: 'Polly',
  opossum: 'opossum',
  cockatiel: 'cockatiel',
}

/** In one line: how a library's rule differs. */
const RULE_HELP: Readonly<Record<BreakerRuleName, Text>> = {
  resilience4j: {
    en: 'Opens at the threshold (≥), after any result; probes are judged by their rate',
    'zh-CN': '达到阈值（≥）即断开，任何结果之后都判断；探测按比率判断',
  },
  polly: {
    en: 'Opens at the threshold (≥), after failures only; one failed probe opens again',
    'zh-CN': '达到阈值（≥）即断开，仅在失败后判断；一次探测失败即再断开',
  },
  opossum: {
    en: 'Opens above the threshold (>), of all calls that ask; remembers its window when it closes',
    'zh-CN': '超过阈值（>）才断开，按所有请求计；闭合后保留窗口',
  },
  cockatiel: {
    en: 'Opens above the threshold (>), after failures only; others wait for the probe',
    'zh-CN': '超过阈值（>）才断开，仅在失败后判断；其他调用等待探测结果',
  },
}

const CALLS: Text = { en: 'calls', 'zh-CN': '次调用' }
const SECONDS: Text = { en: 'seconds', 'zh-CN': '秒' }

export function breakerSections(policy: CircuitBreakerPolicy): FormSection[] {
  const byCount = policy.slidingWindowType === 'COUNT_BASED'
  const rules = policy.rules ?? 'resilience4j'
  const fields: FieldSpec[] = [
    {
      ...selectField(
        'rules',
        { en: 'Rules of', 'zh-CN': '规则取自' },
        BREAKER_RULE_NAMES.map((value) => ({ value, label: { en: RULE_TITLES[value], 'zh-CN': RULE_TITLES[value] } })),
      ),
      help: RULE_HELP[rules],
    },
    ...scopeFields(policy),
    selectField('slidingWindowType', { en: 'Window', 'zh-CN': '窗口' }, [
      { value: 'COUNT_BASED', label: { en: 'The last calls', 'zh-CN': '最近的调用' } },
      { value: 'TIME_BASED', label: { en: 'The last seconds', 'zh-CN': '最近的秒数' } },
    ]),
    {
      ...numberField('slidingWindowSize', { en: 'Window size', 'zh-CN': '窗口大小' }, 1, 10_000),
      integer: true,
      unit: byCount ? CALLS : SECONDS,
    },
    {
      ...numberField(
        'minimumNumberOfCalls',
        { en: 'Calls before the rate counts', 'zh-CN': '开始计算失败率所需的调用数' },
        1,
        10_000,
      ),
      integer: true,
      unit: CALLS,
    },
    {
      ...numberField(
        'failureRateThreshold',
        { en: 'Opens at a failure rate of', 'zh-CN': '失败率达到则断开' },
        0.1,
        100,
        '%',
      ),
      source: RESILIENCE4J,
    },
    { ...durationField('waitDurationInOpenStateMs', { en: 'Stays open for', 'zh-CN': '断开持续' }), minimumMs: 1 },
    {
      ...numberField(
        'permittedNumberOfCallsInHalfOpenState',
        { en: 'Probes while half-open', 'zh-CN': '半开时的探测次数' },
        1,
        1000,
      ),
      integer: true,
      unit: CALLS,
    },
    {
      field: 'automaticTransitionFromOpenToHalfOpen',
      control: 'switch',
      label: { en: 'Half-open by itself', 'zh-CN': '自动转入半开' },
      help: { en: 'Otherwise with the next call after the wait', 'zh-CN': '否则在等待后的下一次调用时转入' },
    },
    failureChoices('recordOn', { en: 'Counts as failed', 'zh-CN': '计为失败' }),
    failureChoices('ignoreOn', { en: 'Does not count', 'zh-CN': '不计入' }),
  ]
  return [section('breaker', fields), slowCalls, longerWaits]
}

const LIKE_DYNAMODB: Text = {
  en: 'About a DynamoDB read or write; not measured',
  'zh-CN': '约等于一次 DynamoDB 读写；未经实测',
}

const tableTime = (field: string, label: Text, ms: number): FieldSpec => ({
  ...durationField(field, label),
  minimumMs: 0,
  bareUnit: 'ms',
  optional: true,
  help: { en: `Empty: ${ms}ms`, 'zh-CN': `留空：${ms}ms` },
  source: LIKE_DYNAMODB,
})

/** Where its state lives, and what that costs each call. */
function scopeFields(policy: CircuitBreakerPolicy): FieldSpec[] {
  const scope = selectField('scope', { en: 'One for', 'zh-CN': '范围' }, [
    { value: 'environment', label: { en: 'Each environment', 'zh-CN': '每个环境一个' } },
    { value: 'shared', label: { en: 'All, in a table', 'zh-CN': '全部共享（存于表中）' } },
  ])
  if (!isShared(policy))
    return [
      {
        ...scope,
        help: {
          en: 'In module memory: N environments have N breakers, and each learns by itself',
          'zh-CN': '存于模块内存：N 个环境有 N 个熔断器，各自判断',
        },
      },
    ]
  const { medianMs, p99Ms } = SHARED_BREAKER_LATENCY
  return [
    {
      ...scope,
      help: {
        en: 'Each call waits for one read before it goes on, then writes its result without waiting',
        'zh-CN': '每次调用先等待一次读取再继续，随后写入结果，但不等待写入完成',
      },
    },
    tableTime('sharedLatencyMedianMs', { en: 'Table: median', 'zh-CN': '表：中位数' }, medianMs),
    tableTime('sharedLatencyP99Ms', { en: 'Table: 99th percentile', 'zh-CN': '表：第 99 百分位' }, p99Ms),
  ]
}

const slowCalls: FormSection = {
  id: 'slow-calls',
  folded: true,
  title: { en: 'Slow calls', 'zh-CN': '慢调用' },
  fields: [
    {
      ...numberField(
        'slowCallRateThreshold',
        { en: 'Opens at a rate of slow calls of', 'zh-CN': '慢调用率达到则断开' },
        0.1,
        100,
        '%',
      ),
      source: RESILIENCE4J,
    },
    {
      ...durationField('slowCallDurationThresholdMs', { en: 'A call is slow from', 'zh-CN': '慢调用阈值' }),
      minimumMs: 1,
      source: RESILIENCE4J,
    },
  ],
}

const longerWaits: FormSection = {
  id: 'longer-waits',
  folded: true,
  title: { en: 'Longer waits, and an end of half-open', 'zh-CN': '更长的等待与半开时限' },
  fields: [
    {
      ...numberField(
        'openWaitFactor',
        { en: 'Each opening in a row waits longer by', 'zh-CN': '连续断开时等待倍增' },
        1,
        100,
      ),
      optional: true,
      help: { en: 'A factor. Empty: equally long', 'zh-CN': '倍数。留空：等长' },
    },
    {
      ...durationField('openWaitCapMs', { en: 'Longest time open', 'zh-CN': '断开最长' }),
      minimumMs: 1,
      optional: true,
      help: { en: 'Empty: no limit', 'zh-CN': '留空：不限' },
    },
    {
      ...durationField('maxWaitDurationInHalfOpenStateMs', { en: 'Half-open at most', 'zh-CN': '半开最长' }),
      minimumMs: 0,
      help: { en: '0s: for ever', 'zh-CN': '0s 表示无限' },
      source: RESILIENCE4J,
    },
    selectField('afterMaxWaitInHalfOpen', { en: 'After that', 'zh-CN': '此后' }, [
      { value: 'OPEN', label: { en: 'Open', 'zh-CN': '断开' } },
      { value: 'CLOSED', label: { en: 'Closed', 'zh-CN': '闭合' } },
    ]),
  ],
}
