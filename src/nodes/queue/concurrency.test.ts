import { expect, test } from 'vitest'
import { type Concurrency, createConcurrency } from './concurrency.ts'
import { type EventSourceMapping, eventSourceMappingSchema } from './model.ts'

const SECOND = 1_000_000

interface Watched {
  readonly concurrency: Concurrency
  at(seconds: number): number
}

function watch(config: Partial<EventSourceMapping>): Watched {
  let now = 0
  const concurrency = createConcurrency(
    () => ({ ...eventSourceMappingSchema.parse({}), ...config }),
    () => now,
  )
  return {
    concurrency,
    at(seconds) {
      now = seconds * SECOND
      return concurrency.allowed()
    },
  }
}

test.each<[string, Partial<EventSourceMapping>, readonly number[]]>([
  ['a mapping begins with 5, grows by 300 a minute and ends at 1,250', {}, [5, 10, 305, 605, 1250, 1250]],
  ['one with a maximum has that many from the start', { maximumConcurrency: 7 }, [7, 7, 7, 7, 7, 7]],
  [
    'provisioned pollers run 10 each and grow by 1,000 a minute',
    { minimumPollers: 3 },
    [30, 46, 1030, 2000, 2000, 2000],
  ],
  ['up to the most there may be', { minimumPollers: 2, maximumPollers: 4 }, [20, 36, 40, 40, 40, 40]],
])('%s', (_, config, allowed) => {
  const { concurrency, at } = watch(config)
  concurrency.backlog(true)
  expect([0, 1, 60, 120, 600, 1200].map(at)).toEqual(allowed)
})

test('a failure halves them, down to 2, and they grow from there', () => {
  const { concurrency, at } = watch({})
  concurrency.backlog(true)
  expect(at(60)).toBe(305)
  concurrency.backOff()
  expect([at(60), at(61)]).toEqual([152, 157])
  for (let failure = 0; failure < 10; failure++) concurrency.backOff()
  expect(at(61)).toBe(2)
})

test('without a backlog they are 5 again; provisioned pollers stay', () => {
  const plain = watch({})
  plain.concurrency.backlog(true)
  plain.at(60)
  plain.concurrency.backlog(false)
  expect(plain.at(61)).toBe(5)
  const provisioned = watch({ minimumPollers: 4 })
  provisioned.concurrency.backOff()
  expect(provisioned.at(0)).toBe(40)
})
