import { expect, test } from 'vitest'
import { createObserver } from './observer.ts'
import { createScribe, SCENE } from './testing/scene.ts'

test('a call to the account is a span of the handler that made it, as long as it took', () => {
  const scribe = createScribe()
  const { note } = scribe
  const FUNCTION = 2
  note(0, -1, -1, -1, { type: 'run-started', seed: 1, startAtMs: SCENE.startAtMs })
  const asked = note(1000, FUNCTION, -1, 0, {
    type: 'invocation-requested',
    invocation: 1,
    requestId: 'r-1',
    mode: 'async',
    payload: '{}',
  })
  const ran = note(2000, FUNCTION, asked, 0, {
    type: 'invocation-started',
    invocation: 1,
    environment: 1,
    cold: 0,
    attempt: 1,
  })
  const call = { type: 'account-called', environment: 1, invocation: 1, service: 'ssm' } as const
  note(15_000, FUNCTION, ran, 0, { ...call, operation: 'GetParameter', failure: '', status: 200, durationUs: 11_000 })
  note(20_000, FUNCTION, ran, 0, {
    ...call,
    operation: 'PutParameter',
    failure: 'client-error',
    status: 400,
    durationUs: 4000,
  })
  const observer = createObserver(SCENE, { maximumEventsOfBatch: 1000 })
  for (const batch of scribe.batches()) expect(observer.receive({ type: 'batch', batch, nowUs: 30_000 }, 0)).toBe(true)
  const rows = observer.waterfall({ trace: 0, from: 0, count: 100 })?.rows ?? []
  const run = rows.find(({ kind }) => kind === 'run')
  expect(rows.filter(({ kind }) => kind === 'call')).toMatchObject([
    {
      parent: run?.span,
      edge: -1,
      startUs: 4000,
      endUs: 15_000,
      status: 'ok',
      name: { operation: 'ssm:GetParameter', status: 200, detail: '' },
    },
    {
      parent: run?.span,
      startUs: 16_000,
      endUs: 20_000,
      status: 'error',
      name: { operation: 'ssm:PutParameter', status: 400, detail: 'client-error' },
    },
  ])
})
