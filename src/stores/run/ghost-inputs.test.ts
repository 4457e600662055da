// What came into a run by hand comes into its ghost at the same times and with the same luck.
import { runScripts, type ScriptRunOptions } from '#emulator/testing'
import type { LoggedInput } from '#workers/protocol'
import type { EdgeId } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { expect, test } from 'vitest'
import { inputsWithout } from './ghost-inputs.ts'

const workflow = buildWorkflow({
  nodes: {
    Shop: ['client', { arrivals: { shape: 'poisson', perSecond: 5 } }],
    Payments: ['service', { errorRatePercent: 40 }],
    Orders: ['queue'],
  },
  edges: { 'Shop.call > Payments.request': { policies: [{ type: 'circuit-breaker' }, { type: 'retry' }] } },
})
const EDGE = 'e1' as EdgeId
const OTHER = { edge: 'e9' as EdgeId, layer: 0 }

const byHand: ScriptRunOptions = {
  untilMs: 20_000,
  byHand: [
    { atMs: 1500, node: 'Orders', event: { kind: 'queue', body: 'first' } },
    { atMs: 4321, node: 'Shop', event: { kind: 'client' } },
    { atMs: 9000, node: 'Orders', event: { kind: 'queue', body: 'last' } },
  ],
  edits: [{ atMs: 6000, node: 'Payments', fields: { errorRatePercent: 100 } }],
}

async function replayed(inputs: readonly LoggedInput[], place = OTHER) {
  const planned = inputsWithout(inputs, place)
  return runScripts(workflow, { untilMs: 20_000, planned })
}

test('a run replayed by the times of its inputs is the same run', async () => {
  const real = await runScripts(workflow, byHand)
  const again = await replayed(real.emulator.inputs())
  expect(real.emulator.inputs()).toHaveLength(4)
  expect(again.fingerprint).toBe(real.fingerprint)
})

test('what is left out shifts nobody’s luck', async () => {
  const real = await runScripts(workflow, byHand)
  const forced: LoggedInput = {
    atUs: 1000,
    entriesBefore: 1,
    input: { type: 'force-breaker', edge: EDGE, layer: 0, environment: -1, to: 'disabled' },
  }
  const verdict: LoggedInput = {
    atUs: 2000,
    entriesBefore: 2,
    input: { type: 'verdict', environment: 0, outcome: 'crashed' },
  }
  const [first, ...others] = real.emulator.inputs()
  if (!first) throw new Error('no input')
  const place = { edge: EDGE, layer: 0 }
  const kept = inputsWithout([forced, verdict, first, ...others], place)
  expect(kept.map(({ number }) => number)).toEqual([2, 3, 4, 5])
  const own = inputsWithout([first, ...others], place)
  const ids = async (inputs: typeof kept) =>
    (await runScripts(workflow, { untilMs: 20_000, planned: inputs }))
      .of('message-enqueued')
      .map((one) => one.messageId)
  // The same numbers, the same ids; others, others.
  expect(await ids(own)).toEqual(real.of('message-enqueued').map(({ messageId }) => messageId))
  expect(await ids(kept)).not.toEqual(await ids(own))
})
