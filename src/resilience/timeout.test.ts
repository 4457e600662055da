import { expect, test } from 'vitest'
import { nextTimeout, startTimeout, type TimeoutState } from './timeout.ts'
import { timeout } from './testing/policies.ts'

const running = startTimeout(timeout(1.5), 500)

test.each<{ when: string; state: TimeoutState; event: 'result' | 'timer'; nowUs: number; gives: string }>([
  { when: 'a result before the limit counts', state: running, event: 'result', nowUs: 1999, gives: 'in-time/pass' },
  {
    when: 'a result at the limit, before the timer, counts',
    state: running,
    event: 'result',
    nowUs: 2000,
    gives: 'in-time/pass',
  },
  {
    when: 'the timer at the limit ends the wait',
    state: running,
    event: 'timer',
    nowUs: 2000,
    gives: 'timed-out/abandon',
  },
  {
    when: 'a timer that fires too early ends nothing',
    state: running,
    event: 'timer',
    nowUs: 1999,
    gives: 'running/ignore',
  },
  {
    when: 'a result after the timeout is too late',
    state: { state: 'timed-out' },
    event: 'result',
    nowUs: 2001,
    gives: 'timed-out/ignore',
  },
  {
    when: 'a timer after the result is stale',
    state: { state: 'in-time' },
    event: 'timer',
    nowUs: 2000,
    gives: 'in-time/ignore',
  },
])('$when', ({ state, event, nowUs, gives }) => {
  const step = nextTimeout(state, event, nowUs)
  expect(`${step.state.state}/${step.decision}`).toBe(gives)
})

test('the deadline is the start plus the limit, in whole microseconds', () => {
  expect(running).toEqual({ state: 'running', startedAtUs: 500, deadlineUs: 2000 })
})
