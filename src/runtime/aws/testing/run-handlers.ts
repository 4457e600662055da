// A whole run in this process: the kernel, the kinds and real handlers with real SDK clients, for tests of what a handler
// gets back.
import { createLuck } from '#base'
import { createEmulator } from '#emulator'
import { nodeEmulations } from '#nodes/emulations'
import { createTraceReader, type TraceEvent } from '#trace'
import type { NodeId, Workflow } from '#workflow'
import { createEnvironmentHost } from '../../environment/environment-host.ts'
import type { ProvidedPackages } from '../../environment/provided-packages.ts'
import { linkHere, START_MS } from '../../environment/testing/fake-kernel.ts'

export interface HandlerRun {
  readonly events: readonly TraceEvent[]
  /** What each invocation of the function answered, in their order. */
  answersOf(node: string): readonly unknown[]
}

const MINUTE_US = 60_000_000

export async function runHandlers(
  workflow: Workflow,
  files: Readonly<Record<string, Readonly<Record<string, string>>>>,
  packages: ProvidedPackages,
  start: string,
): Promise<HandlerRun> {
  const realm = await linkHere({ workflow, files })
  const emulator = createEmulator({
    workflow,
    seed: 7,
    emulations: nodeEmulations,
    host: createEnvironmentHost({
      workflow,
      functions: realm.functions,
      luck: createLuck(7),
      startAtMs: START_MS,
      ...realm.settling,
      needsCarefulWay: () => undefined,
      packages,
    }),
    careful: true,
    planned: [
      {
        atUs: 0,
        input: { type: 'event', node: start as NodeId, event: { kind: 'function', payload: '{}', mode: 'async' } },
      },
    ],
  })
  await emulator.runUntil(10 * MINUTE_US)
  const reader = createTraceReader()
  for (let batch = emulator.trace.takeBatch(1000); batch; batch = emulator.trace.takeBatch(1000)) reader.append(batch)
  const events = Array.from({ length: reader.length }, (_, event) => reader.eventAt(event))
  const names = Object.keys(workflow.nodes).sort()
  return {
    events,
    answersOf: (node) =>
      events.flatMap((event) =>
        event.type === 'invocation-ended' && names[event.node] === node ? [JSON.parse(event.payload) as unknown] : [],
      ),
  }
}
