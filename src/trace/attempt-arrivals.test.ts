import { expect, it } from 'vitest'
import { createObserver } from './observer.ts'
import { createScribe, SCENE } from './testing/scene.ts'

/** Call 1 over edge e0 tries at 1, 2 and 4 ms, call 2 over edge e2 at 3 ms. */
function observed() {
  const scribe = createScribe()
  const called = { environment: -1, invocation: -1, operation: 'POST /', attemptsMax: 3 }
  const first = scribe.note(1000, 0, -1, 0, { type: 'call-started', call: 1, edge: 'e0', ...called })
  scribe.note(1000, 0, first, 0, { type: 'attempt-started', call: 1, attempt: 1 })
  scribe.note(2000, 0, first, 0, { type: 'attempt-started', call: 1, attempt: 2 })
  const second = scribe.note(3000, 2, -1, 1, { type: 'call-started', call: 2, edge: 'e2', ...called })
  scribe.note(3000, 2, second, 1, { type: 'attempt-started', call: 2, attempt: 1 })
  scribe.note(4000, 0, first, 0, { type: 'attempt-started', call: 1, attempt: 3 })
  const observer = createObserver(SCENE, { maximumEventsOfBatch: 100 })
  for (const batch of scribe.batches()) expect(observer.receive({ type: 'batch', batch, nowUs: 5000 }, 0)).toBe(true)
  return observer
}

const page = { from: 0, count: 10 }

it('attempts are counted where they begin, first ones and later ones apart', () => {
  const { arrivals } = observed().retries({ ...page, arrivals: { fromUs: 0, toUs: 5000, bins: 5 } })
  expect(arrivals?.first).toEqual([0, 1, 0, 1, 0])
  expect(arrivals?.again).toEqual([0, 0, 1, 0, 1])
})

it('of one edge, and of a part of the time', () => {
  const observer = observed()
  const ofEdge = observer.retries({ ...page, edge: 0, arrivals: { fromUs: 0, toUs: 5000, bins: 1 } })
  expect(ofEdge.arrivals).toMatchObject({ first: [1], again: [2] })
  const later = observer.retries({ ...page, arrivals: { fromUs: 2000, toUs: 4000, bins: 2 } })
  expect(later.arrivals).toMatchObject({ first: [0, 1], again: [1, 0] })
})

it('nothing is counted when nobody asks', () => {
  expect(observed().retries(page).arrivals).toBeUndefined()
})
