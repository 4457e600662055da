// What the order of policies makes of them: for each telling pair one line, whichever way round it is.
import type { Policy } from '#resilience'
import type { Text } from '#ui/kit'

type Pair = readonly [outer: Policy['type'], inner: Policy['type'], line: Text]

/** The most telling first. */
const PAIRS: readonly Pair[] = [
  [
    'retry',
    'circuit-breaker',
    {
      en: 'Each attempt counts in the breaker; once it is open, the retry ends at once.',
      'zh-CN': '每次尝试都计入熔断器；一旦断开，重试立即结束。',
    },
  ],
  [
    'circuit-breaker',
    'retry',
    {
      en: 'The breaker counts one result for all attempts together, and as long as they take.',
      'zh-CN': '熔断器把所有尝试合计为一个结果，耗时也合计。',
    },
  ],
  [
    'timeout',
    'retry',
    {
      en: 'The time limit is for all attempts and waits together.',
      'zh-CN': '时间上限涵盖所有尝试与等待。',
    },
  ],
  ['retry', 'timeout', { en: 'Each attempt has the time limit for itself.', 'zh-CN': '每次尝试各有自己的时间上限。' }],
  [
    'retry',
    'fallback',
    { en: 'The retry never sees what the fallback answers for.', 'zh-CN': '回退已应答的失败，重试看不到。' },
  ],
  [
    'fallback',
    'retry',
    { en: 'The fallback answers when all attempts have failed.', 'zh-CN': '所有尝试都失败后由回退应答。' },
  ],
  [
    'circuit-breaker',
    'timeout',
    { en: 'A call that takes too long counts as failed in the breaker.', 'zh-CN': '超时的调用在熔断器中计为失败。' },
  ],
  [
    'timeout',
    'circuit-breaker',
    {
      en: 'The breaker waits for the result, also after the time limit.',
      'zh-CN': '即使超过时间上限，熔断器仍等待结果。',
    },
  ],
  [
    'hedge',
    'circuit-breaker',
    { en: 'The breaker counts each of the attempts.', 'zh-CN': '熔断器对每次尝试分别计数。' },
  ],
  ['circuit-breaker', 'hedge', { en: 'The breaker counts the first answer alone.', 'zh-CN': '熔断器只计第一个应答。' }],
  [
    'bulkhead',
    'retry',
    {
      en: 'A call keeps its place through all attempts and the waits between.',
      'zh-CN': '调用在所有尝试及其间的等待中一直占用位置。',
    },
  ],
  [
    'retry',
    'bulkhead',
    {
      en: 'Each attempt takes a place of its own; one that is refused is not tried again.',
      'zh-CN': '每次尝试各占一个位置；被拒绝则不再重试。',
    },
  ],
  [
    'rate-limiter',
    'retry',
    { en: 'A call takes one token, however often it is tried.', 'zh-CN': '无论尝试多少次，一次调用只取一个令牌。' },
  ],
  [
    'retry',
    'rate-limiter',
    {
      en: 'Each attempt takes a token; one that is refused is not tried again.',
      'zh-CN': '每次尝试取一个令牌；被拒绝则不再重试。',
    },
  ],
  ['retry', 'adaptive-throttle', { en: 'Retries count as requests, too.', 'zh-CN': '重试也计为请求。' }],
  ['adaptive-throttle', 'retry', { en: 'Only the end of all attempts counts.', 'zh-CN': '只计所有尝试的最终结果。' }],
  [
    'retry',
    'hedge',
    { en: 'Each try of the retry can become several attempts at a time.', 'zh-CN': '每次重试都可能同时发出多个尝试。' },
  ],
]

const isIn = (policies: readonly Policy[], [outer, inner]: Pair): boolean => {
  const first = policies.findIndex(({ type }) => type === outer)
  return first >= 0 && policies.slice(first + 1).some(({ type }) => type === inner)
}

/** In one line what this order does; `about`: where it has to do with this policy, if it can. */
export function orderLine(policies: readonly Policy[], about?: Policy['type']): Text | undefined {
  const found = PAIRS.filter((pair) => isIn(policies, pair))
  const own = about && found.find(([outer, inner]) => outer === about || inner === about)
  return (own ?? found[0])?.[2]
}

export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list]
  const [one] = next.splice(from, 1)
  if (one !== undefined) next.splice(to, 0, one)
  return next
}
