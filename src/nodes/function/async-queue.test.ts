import { describe, expect, test } from 'vitest'
import { type AsyncFailure, asyncRetry } from './async-queue.ts'

const HOUR_MS = 3_600_000
const config = { maximumRetryAttempts: 2, maximumEventAgeMs: 6 * HOUR_MS }
const failed = (attempts: number): AsyncFailure => ({ type: 'failed', attempts })
const throttled = (throttles: number): AsyncFailure => ({ type: 'throttled', throttles })
const retry = (delayMs: number) => ({ type: 'retry', delayMs })
const drop = (condition: string) => ({ type: 'drop', condition })

describe('an asynchronous event whose try did not succeed', () => {
  test.each([
    ['waits 1 min after the first failure', config, failed(1), 0, retry(60_000)],
    ['waits 2 min after the second', config, failed(2), 0, retry(120_000)],
    ['is given up after the third', config, failed(3), 0, drop('RetriesExhausted')],
    [
      'is given up at once without retries',
      { ...config, maximumRetryAttempts: 0 },
      failed(1),
      0,
      drop('RetriesExhausted'),
    ],
    ['has one retry where one is set', { ...config, maximumRetryAttempts: 1 }, failed(2), 0, drop('RetriesExhausted')],
    [
      'is too old when the next try would be',
      { ...config, maximumEventAgeMs: 60_000 },
      failed(1),
      1,
      drop('EventAgeExceeded'),
    ],
    ['may come back at its last moment', { ...config, maximumEventAgeMs: 60_001 }, failed(1), 1, retry(60_000)],
    ['says that retries ran out, however old it is', config, failed(3), 7 * HOUR_MS, drop('RetriesExhausted')],
    ['waits 1 s after the first throttle', config, throttled(1), 0, retry(1000)],
    ['waits twice as long each time', config, throttled(4), 0, retry(8000)],
    ['waits 5 min at most', config, throttled(40), 0, retry(300_000)],
    ['is throttled until it is 6 h old', config, throttled(90), 6 * HOUR_MS - 299_999, drop('EventAgeExceeded')],
    [
      'is not retried for want of retries when throttled',
      { ...config, maximumRetryAttempts: 0 },
      throttled(5),
      0,
      retry(16_000),
    ],
    [
      'is given up when nothing may run',
      { ...config, reservedConcurrency: 0 },
      throttled(1),
      0,
      drop('ZeroReservedConcurrency'),
    ],
  ])('%s', (_, given, failure, ageMs, decision) => {
    expect(asyncRetry(given, failure, ageMs)).toEqual(decision)
  })
})
