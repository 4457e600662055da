// A run's kernel and the handlers of its functions, in one thread that nothing trusts. The handlers' text follows this
// script in the same file; it only defines factories. Wiring alone: in a browser's worker and in a Node thread.
import { parseIsoUtc, createLuck } from '#base'
import { nodeEmulations } from '#nodes/emulations'
import { createSealedHost, createSession, openRealm } from '#runtime'
import type { TraceCredit } from '#workers/protocol'
import { expose } from 'comlink'

const realm = openRealm()

realm.onPorts(([steering, signs, trace]) => {
  if (!steering || !signs || !trace) throw new Error('A realm is opened with three ports.')
  realm.seal()
  const session = createSession({
    platform: {
      wallMs: realm.wallMs,
      later: realm.later,
      sign: (sign) => signs.postMessage(sign),
      trace({ type, batch, nowUs }) {
        const { types, at, nodes, causes, traces, offsets, numbers } = batch
        const buffers = [types, at, nodes, causes, traces, offsets, numbers].map((column) => column.buffer as ArrayBuffer)
        trace.postMessage({ type, batch, nowUs }, buffers)
      },
    },
    emulations: nodeEmulations,
    createHost: ({ workflow, code, seed }, needsCarefulWay) =>
      createSealedHost(realm, {
        workflow,
        code,
        luck: createLuck(seed),
        startAtMs: parseIsoUtc(workflow.scenario.startAt) ?? 0,
        needsCarefulWay,
      }),
  })
  trace.onmessage = (event: MessageEvent<TraceCredit>) => session.credit(event.data.batches)
  expose(session, steering)
  signs.postMessage({ type: 'ready' })
})
