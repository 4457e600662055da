// A million messages waiting in one queue: none lost, and what each takes beyond its body is small. What the trace keeps
// of them is not counted: it is in another thread.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createLuck } from '#base'
import { soakRuns } from '#base/testing/soak'
import type { EmulationContext } from '#emulator'
import type { NodeId, NodeOf } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { expect, test } from 'vitest'
import { createQueueCore, type QueueTimer } from './core.ts'

const FIVE_MINUTES_US = 300_000_000
/** Of a FIFO queue. */
const GROUPS = 1000

/** Below 2^53, each another one. */
const keyOf = (n: number): number => (n % 1_000_003) * 4_294_967_311 + n

/** Of one that waits, in Node; a browser's pointers are half as large. */
const BYTES_AT_MOST = 200

function fakeContext(fifo: boolean, clock: { readonly laterUs: number }): EmulationContext<'queue', QueueTimer> {
  const workflow = buildWorkflow({ nodes: { q: ['queue', { fifo }] }, edges: {} })
  let ids = 0
  const context = {
    id: 'q' as NodeId,
    index: 0,
    node: workflow.nodes['q' as NodeId] as NodeOf<'queue'>,
    workflow,
    startAtMs: 0,
    luck: createLuck(1),
    now: () => 3_000_000_000 + clock.laterUs + ids,
    outgoing: () => [],
    nextId: () => ids++,
    record: () => ids,
    schedule: (delayUs: number) => ({ atUs: delayUs }),
    cancel() {},
  }
  return context as Partial<EmulationContext<'queue', QueueTimer>> as EmulationContext<'queue', QueueTimer>
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('There is no gc to call.')
  collect()
  return process.memoryUsage().heapUsed
}

test.each([
  ['a standard queue', false],
  ['a FIFO queue', true],
])(
  'a million messages wait: none is lost, and each takes little beyond its body: %s',
  { timeout: 300_000 },
  (_, fifo) => {
    const count = soakRuns(1_000_000)
    const clock = { laterUs: 0 }
    const core = createQueueCore(fakeContext(fifo, clock), () => undefined)
    const body = 'x'
    const groups = Array.from({ length: GROUPS }, (_group, index) => `g${index}`)
    const restOf = (n: number) => ({
      attributes: {},
      delayMs: 0,
      group: fifo ? groups[n % GROUPS] : undefined,
      deduplicationId: undefined,
    })
    const before = heapBytes()
    const send = (n: number) => core.send(body, restOf(n), { cause: n, trace: n, key: keyOf(n) })
    for (let n = 0; n < count - 1; n++) send(n)
    // What they were sent with is known for five minutes.
    clock.laterUs = FIVE_MINUTES_US
    send(count - 1)
    const each = (heapBytes() - before) / count
    process.stdout.write(`${count} messages wait: ${Math.round(each)} bytes each\n`)
    expect(core.counts().visible).toBe(count)
    expect(each).toBeLessThan(BYTES_AT_MOST)
    let received = 0
    for (let delivery = core.receive(10); delivery; delivery = core.receive(10)) {
      core.deliver(delivery, 30_000, 0)
      for (const message of delivery.messages) core.remove(message, delivery.id)
      received += delivery.messages.length
    }
    expect(received).toBe(count)
  },
)
