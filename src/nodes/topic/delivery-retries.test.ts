import { expect, test } from 'vitest'
import { retryDelayMs } from './delivery-retries.ts'
import { topicConfigSchema } from './model.ts'

const standard = topicConfigSchema.parse({})

test.each<[retry: number, delayMs: number | undefined]>([
  [1, 0],
  [3, 0],
  [4, 1000],
  [5, 1000],
  [6, 1000],
  [7, 2000],
  [9, 8000],
  [10, 16_000],
  [11, 20_000],
  [15, 20_000],
  [16, 20_000],
  [100_015, 20_000],
  [100_016, undefined],
])('retry %i of SNS’s own policy comes after %s ms', (retry, delayMs) => {
  expect(retryDelayMs(standard, retry)).toBe(delayMs)
})

test('all of them take about 23 days', () => {
  let totalMs = 0
  for (let retry = 1; retry <= 100_015; retry++) totalMs += retryDelayMs(standard, retry) ?? 0
  expect(Math.round(totalMs / 86_400_000)).toBe(23)
})

test('without retries the first failure is the last', () => {
  const none = { ...standard, immediateRetries: 0, preBackoffRetries: 0, backoffRetries: 0, postBackoffRetries: 0 }
  expect(retryDelayMs(none, 1)).toBeUndefined()
})
