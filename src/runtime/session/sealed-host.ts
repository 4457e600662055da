// The environments of one run in a realm that is sealed for it: from here on nothing of the host is in reach by name.
import { createLuck, parseIsoUtc } from '#base'
import type { EnvironmentHost } from '#emulator'
import type { NodeId } from '#workflow'
import type { RunSetup } from '#workers/protocol'
import { mapStack } from '../compile/map-stack.ts'
import { createEnvironmentHost, type LinkedFunction } from '../environment/environment-host.ts'
import { watchIntrinsics } from '../realm/intrinsics.ts'
import { prepareRealm } from '../realm/prepare-realm.ts'
import type { Settling } from '../realm/settle.ts'
import type { OpenRealm } from './open-realm.ts'

/** Some ten milliseconds of an empty loop: seldom enough to cost nothing. */
const STEPS_BETWEEN_BEATS = 1_000_000
/** When code is looked for that eats memory, of which one step can take much. */
const STEPS_BETWEEN_BEATS_WITH_CARE = 8

export async function createSealedHost(
  realm: OpenRealm,
  settling: Settling,
  { workflow, code, seed, careful }: RunSetup,
  needsCarefulWay: () => void,
  beat: () => void,
): Promise<EnvironmentHost> {
  const startAtMs = parseIsoUtc(workflow.scenario.startAt) ?? 0
  const { lines, lineOffset } = code
  const map = (stack: string): string => mapStack(stack, { lines, lineOffset, isBundle: realm.isBundle })
  const functions = new Map<NodeId, LinkedFunction>()
  for (const [node, handler] of Object.entries(code.functions))
    functions.set(node as NodeId, { modules: realm.modules.modulesOf(node), handler })
  realm.closeDefinitions()
  await realm.packages.load()
  prepareRealm({ stoppedMs: startAtMs, mapStack: map })
  return createEnvironmentHost({
    workflow,
    functions,
    luck: createLuck(seed),
    startAtMs,
    settle: settling.settle,
    onUnhandledRejection: settling.onUnhandledRejection,
    onUncaughtException: settling.onUncaughtException,
    needsCarefulWay,
    pulse: { everySteps: careful ? STEPS_BETWEEN_BEATS_WITH_CARE : STEPS_BETWEEN_BEATS, beat },
    packages: realm.packages,
    intrinsics: watchIntrinsics(),
  })
}
