// Where a supervisor's realms are in the page: each in a frame, its log on its way to one observer.
import type { RunDescription } from '#trace'
import type { RunObserver } from '#workers/protocol'
import type { SupervisorPlatform } from '#workers/supervisor'
import { type Remote, transfer } from 'comlink'
import { type EmptyFrame, openSealedFrame } from './sealed-frame.ts'

/** `takeFrame` is asked for each realm: a repaired run gets another one. */
export function framePlatform(
  observer: Remote<RunObserver>,
  description: RunDescription,
  takeFrame: () => EmptyFrame,
): SupervisorPlatform {
  return {
    async openRealm(text, onSign) {
      const trace = new MessageChannel()
      const [realm] = await Promise.all([
        openSealedFrame({ frame: takeFrame(), text, tracePort: trace.port2, onSign }),
        observer.attach(transfer(trace.port1, [trace.port1]), description),
      ])
      return realm
    },
    every(periodMs, call) {
      const timer = setInterval(call, periodMs)
      return () => clearInterval(timer)
    },
    wallMs: () => performance.now(),
  }
}
