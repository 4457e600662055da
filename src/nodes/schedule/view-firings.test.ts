// Given this schedule, when it is inspected, then these firings stand beside it.
import { expect, test } from 'vitest'
import { nextFirings } from './view-firings.ts'

const rowsOf = async (config: Parameters<typeof nextFirings>[0], startAt = '2026-03-07T12:00:00Z') =>
  (await nextFirings(config, startAt)).rows.map(({ value, more }) => (more ? `${value} = ${more}` : value))

test('a rule’s firings are told in UTC', async () => {
  expect(await rowsOf({ expression: 'rate(12 hours)' })).toEqual([
    '2026-03-08 00:00:00 UTC',
    '2026-03-08 12:00:00 UTC',
    '2026-03-09 00:00:00 UTC',
    '2026-03-09 12:00:00 UTC',
    '2026-03-10 00:00:00 UTC',
  ])
})

test('a zone’s firings are told by its clock and in UTC', async () => {
  const config = { flavour: 'scheduler', expression: 'cron(0 9 * * ? *)', timeZone: 'America/New_York' }
  expect((await rowsOf(config)).slice(0, 2)).toEqual([
    '2026-03-07 09:00:00 −05:00 = 2026-03-07 14:00:00 UTC',
    '2026-03-08 09:00:00 −04:00 = 2026-03-08 13:00:00 UTC',
  ])
  const kathmandu = { ...config, timeZone: 'Asia/Kathmandu', expression: 'at(2026-06-01T06:30:00)' }
  expect(await rowsOf(kathmandu)).toEqual(['2026-06-01 06:30:00 +05:45 = 2026-06-01 00:45:00 UTC'])
})

test('where there are none, it is said why', async () => {
  const config = { flavour: 'scheduler', expression: 'at(2020-01-01T00:00:00)' }
  expect(await nextFirings(config, '2026-01-01T00:00:00Z')).toMatchObject({
    rows: [],
    none: { en: expect.stringMatching(/left/) },
  })
  expect(await nextFirings({ expression: 'soon' }, '2026-01-01T00:00:00Z')).toMatchObject({
    rows: [],
    none: { en: expect.stringMatching(/read/) },
  })
  expect(await rowsOf({ ...config, expression: 'rate(1 day)', timeZone: 'Middle/Earth' })).toEqual([])
})
