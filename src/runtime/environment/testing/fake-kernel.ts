// A kernel for tests of environments: one agenda, one wait after each entry, and a table of answers.
import { createLuck } from '#base'
import type { Environment, EnvironmentHost, EnvironmentOperation, Message, Reply } from '#emulator'
import type { NodeId, Workflow } from '#workflow'
import { keysInOrder } from '#base'
import { bundleFunctions } from '../../compile/bundle-text.ts'
import { compileFunction } from '../../compile/compile-function.ts'
import { DEFINE_NAME } from '../../compile/scope-names.ts'
import { createModuleRegistry } from '../../link/link-modules.ts'
import { createSettling, type Settling } from '../../realm/settle.ts'
import { createEnvironmentHost, type IntrinsicsWatch, type LinkedFunction } from '../environment-host.ts'
import type { ProvidedPackages } from '../provided-packages.ts'

export const START_MS = Date.UTC(2026, 0, 1)

export interface Emitted {
  readonly environment: number
  readonly atUs: number
  readonly operation: EnvironmentOperation
}

export interface FakeKernelOptions {
  readonly workflow: Workflow
  /** Files of each function by node id; the handler is the node's own. */
  readonly files: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly answer?: (message: Message, atUs: number) => { readonly afterUs: number; readonly reply: Reply }
  readonly packages?: ProvidedPackages
  readonly seed?: number
}

export interface FakeKernel {
  readonly emitted: readonly Emitted[]
  readonly carefulWays: number
  create(node: string): { readonly number: number; readonly host: Environment }
  invoke(
    environment: { readonly number: number; readonly host: Environment },
    payload: unknown,
    timeoutMs?: number,
    callerDeadlineUs?: number,
  ): Promise<EnvironmentOperation & { readonly type: 'settled' }>
  /** Works the agenda off, up to a time. */
  run(untilUs?: number): Promise<void>
  nowUs(): number
  facts(): readonly (EnvironmentOperation & { readonly type: 'fact' })['fact'][]
  /** Lines as `LEVEL text`. */
  lines(): readonly string[]
}

const noPackages: ProvidedPackages = {
  instantiate: (name) => {
    throw new Error(`no ${name} here`)
  },
}

/** Handlers linked and a realm to run them in. */
export interface LinkedRealm {
  readonly settling: Settling
  readonly functions: ReadonlyMap<NodeId, LinkedFunction>
  readonly intrinsics?: IntrinsicsWatch
}

let settling: Promise<Settling> | undefined

/** This process as a realm: the handlers' code is evaluated as part of a text, as in the worker. */
export async function linkHere({
  workflow,
  files,
}: Pick<FakeKernelOptions, 'workflow' | 'files'>): Promise<LinkedRealm> {
  settling ??= createSettling({
    MessageChannel,
    onUnhandledRejection: (listener) => {
      process.removeAllListeners('unhandledRejection')
      process.on('unhandledRejection', listener)
    },
    onUncaughtException: (listener) => {
      process.removeAllListeners('uncaughtException')
      process.on('uncaughtException', listener)
    },
  })
  const registry = createModuleRegistry()
  const compiled = Object.entries(files).map(([id, texts]) => {
    const node = workflow.nodes[id as NodeId]
    if (node?.kind !== 'function') throw new Error(`${id} is no function`)
    return { key: id, compiled: compileFunction(texts, node.config.handler).compiled }
  })
  new Function(DEFINE_NAME, bundleFunctions(compiled).text)(registry.define)
  return {
    settling: await settling,
    functions: new Map(
      compiled.map(({ key, compiled: handler }) => [key as NodeId, { modules: registry.modulesOf(key), handler }]),
    ),
  }
}

export const createFakeKernel = async (options: FakeKernelOptions): Promise<FakeKernel> =>
  runInRealm(options, await linkHere(options))

export function runInRealm(options: Omit<FakeKernelOptions, 'files'>, realm: LinkedRealm): FakeKernel {
  const { workflow } = options
  let carefulWays = 0
  const host: EnvironmentHost = createEnvironmentHost({
    workflow,
    functions: realm.functions,
    ...(realm.intrinsics ? { intrinsics: realm.intrinsics } : {}),
    luck: createLuck(options.seed ?? 7),
    startAtMs: START_MS,
    ...realm.settling,
    needsCarefulWay: () => {
      carefulWays += 1
    },
    packages: options.packages ?? noPackages,
  })

  const emitted: Emitted[] = []
  const agenda: { atUs: number; sequence: number; run: () => void; key: string }[] = []
  let nowUs = 0
  let sequence = 0
  let environments = 0
  const add = (atUs: number, key: string, run: () => void): void => {
    sequence += 1
    agenda.push({ atUs, sequence, run, key })
  }

  async function step(untilUs: number): Promise<boolean> {
    await host.settle()
    agenda.sort((a, b) => a.atUs - b.atUs || a.sequence - b.sequence)
    const next = agenda[0]
    if (!next || next.atUs > untilUs) return false
    agenda.shift()
    nowUs = Math.max(nowUs, next.atUs)
    next.run()
    return true
  }

  const run = async (untilUs = Number.POSITIVE_INFINITY): Promise<void> => {
    while (await step(untilUs));
  }

  return {
    emitted,
    get carefulWays() {
      return carefulWays
    },
    create(node) {
      const number = environments
      environments += 1
      const created: { number: number; host: Environment } = {
        number,
        host: host.create(
          { environment: number, node: keysInOrder(workflow.nodes).indexOf(node as NodeId), key: 1000 + number },
          {
            emit(atUs, operation) {
              emitted.push({ environment: number, atUs, operation })
              if (operation.type === 'timer') {
                const { timer } = operation
                add(atUs + operation.delayUs, `${number} ${timer}`, () => created.host.fireTimer(nowUs, timer))
              } else if (operation.type === 'cancel-timer') {
                const at = agenda.findIndex(({ key }) => key === `${number} ${operation.timer}`)
                if (at >= 0) agenda.splice(at, 1)
              } else if (operation.type === 'request') {
                const { afterUs, reply } = options.answer?.(operation.message, atUs) ?? {
                  afterUs: 1000,
                  reply: { type: 'http-failure', failure: 'network' },
                }
                add(atUs + afterUs, '', () => created.host.deliver(nowUs, operation.request, reply))
              }
            },
          },
        ),
      }
      created.host.initialise(nowUs)
      return created
    },
    async invoke(environment, payload, timeoutMs = 3000, callerDeadlineUs) {
      await run(nowUs)
      sequence += 1
      const invocation = sequence
      environment.host.invoke(nowUs, {
        invocation,
        requestId: `request-${invocation}`,
        payload: JSON.stringify(payload),
        deadlineUs: nowUs + timeoutMs * 1000,
        key: invocation,
        ...(callerDeadlineUs !== undefined && { callerDeadlineUs }),
      })
      for (;;) {
        const found = emitted.find(
          ({ operation }) => operation.type === 'settled' && operation.invocation === invocation,
        )
        if (found?.operation.type === 'settled') return found.operation
        if (!(await step(Number.POSITIVE_INFINITY))) {
          const last = emitted.find(
            ({ operation }) => operation.type === 'settled' && operation.invocation === invocation,
          )
          if (last?.operation.type === 'settled') return last.operation
          throw new Error('the invocation never settled')
        }
      }
    },
    run,
    nowUs: () => nowUs,
    facts: () => emitted.flatMap(({ operation }) => (operation.type === 'fact' ? [operation.fact] : [])),
    lines: () =>
      emitted.flatMap(({ operation }) =>
        operation.type === 'fact' && operation.fact.type === 'log-written'
          ? [`${operation.fact.level} ${operation.fact.line}`]
          : [],
      ),
  }
}
