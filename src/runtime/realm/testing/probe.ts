// A worker for tests of realms: what a sealed worker does, with a small kernel, in any engine. Its text is followed by
// the handlers' text; then it is started with the workflow and answers with everything that was emitted.
import { type BundledLines, type HandlerOf, mapStack, type Settling } from '#runtime'
import type { NodeId, Workflow } from '#workflow'
import { runInRealm, START_MS } from '../../environment/testing/fake-kernel.ts'
import { createModuleRegistry } from '../../link/link-modules.ts'
import { watchIntrinsics } from '../intrinsics.ts'
import { prepareRealm } from '../prepare-realm.ts'
import { createSettling, type HostMessaging } from '../settle.ts'

export interface ProbeStart {
  readonly workflow: Workflow
  readonly handlers: readonly (readonly [id: string, handler: HandlerOf])[]
  readonly lines: readonly BundledLines[]
  readonly lineOffset: number
  readonly events: readonly unknown[]
}

export interface ProbeResult {
  readonly text: string
  readonly usPerInvocation: number
  readonly usPerEnvironment: number
}

const registry = createModuleRegistry()

async function start(begin: ProbeStart, messaging: HostMessaging, nowMs: () => number): Promise<ProbeResult> {
  const { workflow, lines, lineOffset } = begin
  const settling: Settling = await createSettling(messaging)
  const map = (stack: string): string => mapStack(stack, { lines, lineOffset, isBundle: () => true })
  prepareRealm({ stoppedMs: START_MS, mapStack: map })
  const functions = new Map(
    begin.handlers.map(([id, handler]) => [id as NodeId, { modules: registry.modulesOf(id), handler }]),
  )
  const kernel = runInRealm(
    {
      workflow,
      answer: () => ({
        afterUs: 5000,
        reply: { type: 'http', response: { status: 200, headers: {}, body: '{"ok":true}' } },
      }),
    },
    { settling, functions, intrinsics: watchIntrinsics() },
  )
  for (const [id] of begin.handlers) {
    const environment = kernel.create(id)
    for (const event of begin.events) await kernel.invoke(environment, event).catch(() => undefined)
    await kernel.run(kernel.nowUs() + 1_000_000)
  }
  const text = JSON.stringify({
    emitted: kernel.emitted,
    carefulWays: kernel.carefulWays,
  })
  return { text, ...(await measure(begin, functions, settling, nowMs)) }
}

/** Our own cost of a plain invocation and of an environment. */
async function measure(
  begin: ProbeStart,
  functions: ReadonlyMap<NodeId, { modules: ReturnType<typeof registry.modulesOf>; handler: HandlerOf }>,
  settling: Settling,
  nowMs: () => number,
) {
  const kernel = runInRealm({ workflow: begin.workflow }, { settling, functions })
  const [first] = begin.handlers
  if (!first) return { usPerInvocation: 0, usPerEnvironment: 0 }
  const { host } = kernel.create(first[0])
  await settling.settle()
  const rounds = 20_000
  let begun = 0
  for (let n = 0; n < rounds + 2000; n++) {
    if (n === 2000) begun = nowMs()
    host.invoke(n * 2000, {
      invocation: n,
      requestId: 'r',
      payload: '{"n":1}',
      deadlineUs: n * 2000 + 3_000_000,
      key: n,
    })
    await Promise.resolve()
    await Promise.resolve()
  }
  const usPerInvocation = ((nowMs() - begun) * 1000) / rounds
  for (let n = 0; n < 200; n++) kernel.create(first[0])
  await settling.settle()
  begun = nowMs()
  for (let n = 0; n < 1000; n++) kernel.create(first[0])
  await settling.settle()
  return { usPerInvocation, usPerEnvironment: nowMs() - begun }
}

Object.assign(globalThis, { $faas_define: registry.define, $faas_probe: start })
