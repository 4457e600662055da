// A run's kernel and the handlers of its functions, in one thread that nothing trusts. The handlers' text follows this
// script in the same file; it only defines factories. Wiring alone: in a browser's worker and in a Node thread.
import { loadEmulations } from '#nodes/load-emulations'
import { createSealedHost, createSession, openRealm } from '#runtime'
import type { TraceCredit, TraceMessage } from '#workers/protocol'
import { expose } from 'comlink'

const realm = openRealm()
const settling = realm.settling()

function sendTrace(port: MessagePort, { type, batch, nowUs }: TraceMessage): void {
  const { types, at, nodes, causes, traces, offsets, numbers } = batch
  const buffers = [types, at, nodes, causes, traces, offsets, numbers].map((column) => column.buffer as ArrayBuffer)
  port.postMessage({ type, batch, nowUs }, buffers)
}

realm.onPorts(async ([steering, signs, trace]) => {
  if (!steering || !signs || !trace) throw new Error('A realm is opened with three ports.')
  const settled = await settling
  const session = createSession({
    platform: {
      wallMs: realm.wallMs,
      later: realm.later,
      sign: (sign) => signs.postMessage(sign),
      trace: (message) => sendTrace(trace, message),
    },
    loadEmulations,
    createHost: (setup, needsCarefulWay, beat) => createSealedHost(realm, settled, setup, needsCarefulWay, beat),
  })
  trace.onmessage = (event: MessageEvent<TraceCredit>) => session.credit(event.data.batches)
  expose(session, steering)
  signs.postMessage({ type: 'ready' })
})
