// Schedules and archives in the sealed worker's own text: a zone is there for who names one, and a replay is an input
// like any other.
import type { JsonObject } from '#base'
import { createWorkflowCompiler, realmTextOf } from '#runtime'
import { readScript } from '#runtime/node'
import type { TraceEvent } from '#trace'
import type { HandSentEvent, LoggedInput } from '#workers/protocol'
import type { NodeId } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { expect, test } from 'vitest'
import { awsSdkUrl } from 'virtual:aws-sdk'
import { sealedWorkerUrl } from 'virtual:sealed-worker'
import { runInThread } from './testing/thread-run.ts'

const nightly = (config: JsonObject) =>
  buildWorkflow({
    nodes: {
      Nightly: ['schedule', { flavour: 'scheduler', expression: 'cron(30 2 * * ? *)', ...config }],
      work: ['function', { codeUri: 'work', handler: 'index.handler' }],
    },
    edges: { 'Nightly.fire > work.invoke': {} },
    files: { 'work/index.mjs': 'export const handler = async (event) => { console.log(event.source, event.time) }' },
    scenario: { startAt: '2026-03-07T12:00:00Z', duration: '72h' },
  })

const said = async (workflow: ReturnType<typeof nightly>): Promise<string[]> => {
  const { reader } = await runInThread(workflow, {})
  const events = Array.from({ length: reader.length }, (_, event): TraceEvent => reader.eventAt(event))
  return events.flatMap((event) => (event.type === 'log-written' ? [event.line.split('\t').at(-1)?.trim() ?? ''] : []))
}

test('a schedule fires by the clock of its zone, and not on the night whose clock skips it', {
  timeout: 120_000,
}, async () => {
  expect(await said(nightly({ timeZone: 'America/New_York' }))).toEqual([
    'aws.scheduler 2026-03-09T06:30:00Z',
    'aws.scheduler 2026-03-10T06:30:00Z',
  ])
  expect(await said(nightly({}))).toEqual([
    'aws.scheduler 2026-03-08T02:30:00Z',
    'aws.scheduler 2026-03-09T02:30:00Z',
    'aws.scheduler 2026-03-10T02:30:00Z',
  ])
})

test('the time zones stand in the realm of a run that names one, and in no other', async () => {
  const compiler = createWorkflowCompiler()
  const textOf = async (workflow: ReturnType<typeof nightly>): Promise<string> => {
    const scripts = {
      sealed: () => readScript(sealedWorkerUrl),
      sdk: async (script: string) => readScript(await awsSdkUrl(script)),
    }
    return (await realmTextOf(workflow, compiler.compile(workflow), scripts)).text
  }
  expect(await textOf(nightly({ timeZone: 'America/New_York' }))).toContain('Australia/Lord_Howe|')
  expect(await textOf(nightly({}))).not.toContain('Australia/Lord_Howe|')
})

test('a replay by hand is the same in the fast way and the careful way, and when it is replayed itself', {
  timeout: 120_000,
}, async () => {
  const bus = buildWorkflow({
    nodes: {
      Bus: ['event-bus', { archives: [{ name: 'all' }] }],
      work: ['function', { codeUri: 'work', handler: 'index.handler' }],
    },
    edges: { 'Bus.rule > work.invoke': {} },
    files: {
      'work/index.mjs': 'export const handler = async (event) => { console.log(event["replay-name"] ?? "new") }',
    },
    scenario: { duration: '5m' },
  })
  const toBus = (atUs: number, event: HandSentEvent): LoggedInput => ({
    atUs,
    entriesBefore: 0,
    input: { type: 'event', node: 'Bus' as NodeId, event },
  })
  const startMs = Date.UTC(2026, 0, 1)
  const inputs = [
    toBus(0, { kind: 'event-bus', event: JSON.stringify({ source: 'shop', 'detail-type': 'Placed', detail: {} }) }),
    toBus(60_000_000, {
      kind: 'event-bus',
      replay: { name: 'again', archive: 'all', startMs, endMs: startMs + 60_000, rules: [] },
    }),
  ]
  const [fast, careful] = [await runInThread(bus, { inputs }), await runInThread(bus, { inputs, careful: true })]
  expect(careful.fingerprint).toBe(fast.fingerprint)
  const events = Array.from({ length: fast.reader.length }, (_, event): TraceEvent => fast.reader.eventAt(event))
  expect(events.filter(({ type }) => type === 'event-put')).toHaveLength(2)
})
