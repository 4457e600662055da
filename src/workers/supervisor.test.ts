// What the supervisor makes of signs and silence, on a clock and with realms of the test's own.
import type { LoggedInput } from '#emulator'
import { ordersExample } from '#workflow'
import { expect, test } from 'vitest'
import type { RunSetup, RunSteering, SignOfLife } from './protocol.ts'
import { type Realm, type RunNews, type RunPlan, supervise } from './supervisor.ts'

const PLAN: RunPlan = {
  workflow: ordersExample(),
  code: { functions: {}, lines: [], lineOffset: 0 },
  seed: 1,
  endUs: undefined,
  pace: 'max',
  playing: true,
  inputs: [],
  planned: [],
}

const alive = (entries: number): SignOfLife => ({
  type: 'alive',
  phase: 'running',
  nowUs: entries * 10,
  entries,
  events: entries,
})
const mark = (entry: number, environment = 3): SignOfLife => ({ type: 'mark', entry, environment, atUs: entry * 10 })

interface FakeRealm {
  setup: RunSetup | undefined
  lives: boolean
  removed: boolean
  readonly sign: (sign: SignOfLife) => void
  readonly gone: () => void
  readonly asked: string[]
}

async function watched(answers = true) {
  let nowMs = 0
  let tick = (): void => undefined
  const realms: FakeRealm[] = []
  const news: RunNews[] = []
  const never = new Promise<never>(() => undefined)
  const platform = {
    openRealm(_text: string, sign: (sign: SignOfLife) => void, gone: () => void): Promise<Realm> {
      const fake: FakeRealm = { setup: undefined, lives: true, removed: false, sign, gone, asked: [] }
      realms.push(fake)
      const hear = (what: string): Promise<void> => {
        fake.asked.push(what)
        return answers ? Promise.resolve() : never
      }
      const steering: RunSteering = {
        start: (setup) => {
          fake.setup = setup
          return hear('start')
        },
        play: () => hear('play'),
        pause: () => hear('pause'),
        step: () => hear('step'),
        apply: async (input): Promise<LoggedInput> => {
          await hear('apply')
          return { atUs: 0, entriesBefore: 0, input }
        },
      }
      return Promise.resolve({
        steering,
        lives: () => Promise.resolve(fake.lives),
        remove: () => {
          fake.removed = true
        },
      })
    },
    every(_periodMs: number, call: () => void) {
      tick = call
      return () => {
        tick = () => undefined
      }
    },
    wallMs: () => nowMs,
  }
  const supervising = supervise(platform, '', PLAN, (said) => news.push(said))
  if (answers) await supervising
  return {
    supervising,
    realms,
    news,
    types: () => news.map(({ type }) => type).filter((type) => type !== 'phase'),
    now: () => realms.at(-1) as FakeRealm,
    /** Real time passes, with the watch every 100 ms and everything promised done in between. */
    async pass(ms: number, meanwhile: () => void = () => undefined) {
      for (const endMs = nowMs + ms; nowMs < endMs; ) {
        nowMs += 100
        meanwhile()
        tick()
        for (let turn = 0; turn < 20; turn++) await Promise.resolve()
      }
    },
  }
}

test('silence of a live realm is repaired the careful way, and what is named there gets a verdict', async () => {
  const { realms, types, now, pass, news, supervising } = await watched()
  now().sign(alive(5000))
  await pass(1500)
  expect(realms).toHaveLength(1)
  await pass(200)
  expect(realms).toHaveLength(2)
  expect(realms[0]?.removed).toBe(true)
  // Marks begin well before the last sign of life: the fast way runs ahead of the code it waits for.
  expect(now().setup).toMatchObject({ careful: true, marksFrom: 3000, catchUpToUs: 50_000 })
  now().sign(mark(4000))
  await pass(1700)
  expect(news.at(-1)).toEqual({ type: 'verdict', environment: 3, outcome: 'timed-out', atUs: 40_000 })
  const verdict = {
    atUs: 40_000,
    entriesBefore: 4000,
    input: { type: 'verdict', environment: 3, outcome: 'timed-out' },
  }
  expect(now().setup).toMatchObject({ careful: false, inputs: [verdict] })
  expect((await supervising).inputs()).toEqual([verdict])
  expect(types()).toEqual(['repairing', 'repairing', 'verdict'])
})

test('a paused or ended realm may be silent', async () => {
  const { realms, now, pass } = await watched()
  now().sign({ type: 'alive', phase: 'paused', nowUs: 0, entries: 0, events: 0 })
  await pass(10_000)
  expect(realms).toHaveLength(1)
})

test('a realm whose process died is noticed before the silence is over, and its code crashed', async () => {
  const { realms, news, now, pass } = await watched()
  now().sign(alive(10))
  await pass(1700)
  now().sign(mark(4))
  now().lives = false
  await pass(600)
  expect(realms).toHaveLength(3)
  expect(news.at(-1)).toMatchObject({ type: 'verdict', outcome: 'crashed' })
})

test('code that counts its steps is not silent', async () => {
  const { realms, now, pass } = await watched()
  now().sign(alive(10))
  await pass(20_000, () => now().sign({ type: 'beat' }))
  expect(realms).toHaveLength(1)
})

test('code that is named and computes on is let be for six seconds, to see it end or run out of memory', async () => {
  const { news, now, pass } = await watched()
  now().sign(alive(10))
  await pass(1700)
  now().sign(mark(4))
  await pass(5900, () => now().sign({ type: 'beat' }))
  expect(news.at(-1)).toMatchObject({ type: 'repairing' })
  await pass(300, () => now().sign({ type: 'beat' }))
  expect(news.at(-1)).toMatchObject({ type: 'verdict', outcome: 'timed-out' })
})

test('memory that is gone again and again has no culprit: the run is out of memory', async () => {
  const { news, realms, now } = await watched()
  for (let crash = 0; crash < 4; crash++) {
    now().sign(mark(10 * crash, crash))
    now().gone()
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }
  expect(news.at(-1)).toMatchObject({ type: 'failed', reason: 'memory' })
  expect(realms.every(({ removed }) => removed)).toBe(true)
})

test('a run that needs too many repairs is given up', async () => {
  const { news, now } = await watched()
  for (let death = 0; death < 21; death++) {
    now().sign(mark(death, death))
    now().sign({ type: 'needs-careful-way', atUs: 0 })
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }
  expect(news.at(-1)).toMatchObject({ type: 'failed', reason: 'repairs' })
})

test('a run whose realms fall silent without naming any code is given up soon', async () => {
  const { news, now } = await watched()
  for (let death = 0; death < 4; death++) {
    now().gone()
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }
  expect(news.at(-1)).toMatchObject({ type: 'failed', reason: 'repairs' })
})

test('a realm that never answers holds nobody up: when it is removed, its start and the calls to it are over', async () => {
  const { supervising, now, news, pass } = await watched(false)
  await pass(100)
  now().sign({ type: 'failed', message: 'broken' })
  const run = await supervising
  expect(news).toEqual([{ type: 'failed', reason: 'realm', message: 'broken' }])
  await expect(run.pause()).rejects.toThrow('The run was stopped.')
})

test('a call after a repair goes to the realm that follows', async () => {
  const { supervising, realms, now, pass } = await watched()
  const run = await supervising
  now().sign(alive(10))
  await pass(1700)
  await run.pause()
  expect(realms.map(({ asked }) => asked)).toEqual([['start'], ['start', 'pause']])
})

test('what a removed realm still says is not heard', async () => {
  const { realms, news, now, pass } = await watched()
  now().sign(alive(10))
  await pass(1700)
  const before = news.length
  realms[0]?.sign({ type: 'ended', nowUs: 1, events: 1, fingerprint: 'f'.repeat(32) })
  realms[0]?.gone()
  expect(news).toHaveLength(before)
})
