import { expect, test } from 'vitest'
import { retryAfterUs } from './retry-after.ts'

const NOW = Date.UTC(2026, 1, 28, 23, 59, 58)

test.each<[string, string, number | undefined]>([
  ['seconds', '120', 120e6],
  ['seconds with blanks', ' 7 ', 7e6],
  ['no wait', '0', 0],
  ['a date', 'Sun, 01 Mar 2026 00:00:00 GMT', 2e6],
  ['a date that is over', 'Thu, 01 Jan 2015 00:00:00 GMT', 0],
  ['a date without its zone', 'Sun, 01 Mar 2026 00:00:00', undefined],
  ['no month', 'Sun, 01 Mrz 2026 00:00:00 GMT', undefined],
  ['a fraction, which is no form of it', '1.5', undefined],
  ['less than none', '-3', undefined],
  ['words', 'tomorrow', undefined],
  ['nothing', '', undefined],
])('Retry-After as %s', (_, header, waitUs) => {
  expect(retryAfterUs(header, NOW)).toBe(waitUs)
})
