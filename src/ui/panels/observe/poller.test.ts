import { describe, expect, test } from 'vitest'
import { createPoller } from './poller.ts'

/** A clock turned by hand, and questions answered by hand. */
function setUp() {
  let nowMs = 0
  const timers: { atMs: number; call: () => void }[] = []
  const answers: ((answer: number) => void)[] = []
  const refusals: ((error: unknown) => void)[] = []
  const taken: number[] = []
  const failed: unknown[] = []
  const poller = createPoller<number>({
    ask: () =>
      new Promise((resolve, reject) => {
        answers.push(resolve)
        refusals.push(reject)
      }),
    take: (answer) => taken.push(answer),
    fail: (error) => failed.push(error),
    everyMs: 125,
    nowMs: () => nowMs,
    later(delayMs, call) {
      const timer = { atMs: nowMs + delayMs, call }
      timers.push(timer)
      return () => timers.splice(timers.indexOf(timer), 1)
    },
  })
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
  return {
    poller,
    taken,
    failed,
    asked: () => answers.length,
    async answer(value: number) {
      answers.at(-1)?.(value)
      await settle()
    },
    async refuse(error: unknown) {
      refusals.at(-1)?.(error)
      await settle()
    },
    pass(ms: number) {
      nowMs += ms
      for (const timer of timers.filter(({ atMs }) => atMs <= nowMs)) {
        timers.splice(timers.indexOf(timer), 1)
        timer.call()
      }
    },
  }
}

describe('asking again on news', () => {
  test('the first news ask at once', () => {
    const it = setUp()
    it.poller.poke()
    expect(it.asked()).toBe(1)
  })

  test('news in a burst ask once more, and not before the interval is over', async () => {
    const it = setUp()
    it.poller.poke()
    await it.answer(1)
    for (let news = 0; news < 50; news++) it.poller.poke()
    expect(it.asked()).toBe(1)
    it.pass(124)
    expect(it.asked()).toBe(1)
    it.pass(1)
    expect(it.asked()).toBe(2)
    await it.answer(2)
    expect(it.taken).toEqual([1, 2])
  })

  test('while an answer is awaited nothing else is asked, and then what came meanwhile is', async () => {
    const it = setUp()
    it.poller.poke()
    it.pass(500)
    it.poller.poke()
    it.poller.poke()
    expect(it.asked()).toBe(1)
    await it.answer(1)
    expect(it.asked()).toBe(2)
  })

  test('after it was stopped, late answers and late news are dropped', async () => {
    const it = setUp()
    it.poller.poke()
    it.poller.stop()
    await it.answer(1)
    it.poller.poke()
    it.pass(1000)
    expect(it.taken).toEqual([])
    expect(it.asked()).toBe(1)
  })

  test('a question that fails is told, not swallowed', async () => {
    const it = setUp()
    it.poller.poke()
    await it.refuse(new Error('gone'))
    expect(it.failed).toEqual([new Error('gone')])
  })
})
