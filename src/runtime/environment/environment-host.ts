// Where environments live: makes them, waits until all their code has run, and finds whose a rejected promise was. The
// kernel's seam to the code of users (see #emulator, environment-host.ts).
import type { Luck } from '#base'
import type { EnvironmentHost, EnvironmentPort, EnvironmentSpec } from '#emulator'
import { keysInOrder } from '#base'
import type { NodeId, Workflow } from '#workflow'
import { createModuleLoader, type DefinedModule } from '../link/link-modules.ts'
import { type HandlerOf, loadHandler } from '../link/load-handler.ts'
import type { Pulse } from './clock.ts'
import { LogWriter } from './console.ts'
import { EnvironmentCore } from './environment-core.ts'
import { createFunctionHosting, type FunctionHosting } from './function-hosting.ts'
import { type Beginning, LambdaEnvironment } from './lambda-environment.ts'
import { createCallDesk } from './policed-call.ts'
import { createProblemNotes } from './problem-notes.ts'
import { createNames } from './scope.ts'
import { createServiceHosting } from './service-hosting.ts'
import type { ProvidedPackages } from './provided-packages.ts'

/** A function's or a service's code, compiled and evaluated into factories. */
export interface LinkedFunction {
  readonly modules: ReadonlyMap<string, DefinedModule>
  readonly handler: HandlerOf
}

export interface IntrinsicsWatch {
  /** What user code changed of the built-ins since it was last asked, such as `Array.prototype.map`. */
  changes(): readonly string[]
}

export interface EnvironmentHostOptions {
  readonly workflow: Workflow
  readonly functions: ReadonlyMap<NodeId, LinkedFunction>
  readonly luck: Luck
  /** Epoch milliseconds of virtual time 0. */
  readonly startAtMs: number
  /** Resolves when all user code that can run has run, rejections reported. */
  readonly settle: () => Promise<void>
  /** Calls back for every promise that was rejected with nobody to handle it. */
  readonly onUnhandledRejection: (listener: (reason: unknown) => void) => void
  /** Calls back for what a listener of an event threw. */
  readonly onUncaughtException: (listener: (error: unknown) => void) => void
  /** Which environment did it can't be told when several ran between two waits: the run must be replayed the careful way. */
  readonly needsCarefulWay: () => void
  readonly pulse?: Pulse
  readonly packages: ProvidedPackages
  readonly intrinsics?: IntrinsicsWatch
}

/**
 * The built-ins are looked at when a function's module code, its handler, or what goes on in it later has run for the
 * 1st, 2nd, 4th, 8th … time: a look costs some 100 µs, and the moment must not depend on how often the kernel waits.
 */
interface Look {
  runs: number
  next: number
}
type Looks = Readonly<Record<NonNullable<Beginning> | 'more', Look>>

/** The realm has settled the form of stacks already. */
const stackAsIs = (stack: string): string => stack

export function createEnvironmentHost(options: EnvironmentHostOptions): EnvironmentHost {
  const { workflow, luck, startAtMs, intrinsics } = options
  const table = keysInOrder(workflow.nodes)
  const hostings = new Map<NodeId, FunctionHosting>()
  /** User code ran in these since the last wait, in the order in which they were resumed. */
  let entered: { readonly environment: LambdaEnvironment; readonly core: EnvironmentCore }[] = []
  const looks = new Map<NodeId, Looks>()
  let looksAtIntrinsics = false

  const blame = (accuse: (environment: LambdaEnvironment) => void): void => {
    const [first, ...others] = entered
    if (first && others.length === 0) accuse(first.environment)
    else options.needsCarefulWay()
  }
  options.onUnhandledRejection((reason) => blame((environment) => environment.rejected(reason)))
  options.onUncaughtException((error) => blame((environment) => environment.uncaught(error)))

  function looksOf(id: NodeId): Looks {
    const none = (): Look => ({ runs: 0, next: 1 })
    const known = looks.get(id) ?? { init: none(), invocation: none(), more: none() }
    looks.set(id, known)
    return known
  }

  const isService = (id: NodeId): boolean => workflow.nodes[id]?.kind === 'service'

  function hostingOf(id: NodeId): FunctionHosting {
    let hosting = hostings.get(id)
    if (!hosting) {
      hosting = isService(id) ? createServiceHosting(workflow, id) : createFunctionHosting(workflow, id)
      hostings.set(id, hosting)
    }
    return hosting
  }

  function noteChanges(): void {
    const what = intrinsics?.changes() ?? []
    if (what.length === 0) return
    const [first, ...others] = entered
    if (others.length > 0) options.needsCarefulWay()
    else if (first) {
      for (const name of what)
        first.core.fact({ type: 'intrinsics-changed', environment: first.core.spec.environment, what: name })
    }
  }

  function create(spec: EnvironmentSpec, port: EnvironmentPort) {
    const id = table[spec.node]
    const linked = id && options.functions.get(id)
    if (!id || !linked) throw new Error(`Node ${spec.node} has no linked code.`)
    const hosting = hostingOf(id)
    const core = new EnvironmentCore(hosting, luck, startAtMs, spec, port, options.pulse)
    const logs = new LogWriter(core)
    const looksAt = looksOf(id)
    const desk = createCallDesk(core)
    const load = () => {
      const problems = createProblemNotes(core)
      const { scope, builtin } = createNames(core, logs, desk, problems)
      const provided = (name: string): unknown => options.packages.instantiate(name, { core, desk, problems, scope })
      const loader = createModuleLoader({ modules: linked.modules, builtin, provided, scope, meter: core.clock.meter })
      return loadHandler(loader, linked.handler, hosting.config.handler, stackAsIs)
    }
    const environment: LambdaEnvironment = new LambdaEnvironment({
      core,
      logs,
      load,
      serves: isService(id) ? 'requests' : 'events',
      forceBreaker: (edge, layer, to) => desk.forceBreaker(edge, layer, to),
      entered: (begins) => {
        entered.push({ environment, core })
        const look = looksAt[begins ?? 'more']
        look.runs += 1
        if (look.runs < look.next) return
        look.next *= 2
        looksAtIntrinsics = true
      },
    })
    return environment
  }

  return {
    create,
    async settle() {
      await options.settle()
      for (const { environment } of entered) environment.checkIdle()
      if (looksAtIntrinsics) noteChanges()
      looksAtIntrinsics = false
      if (entered.length > 0) entered = []
    },
  }
}
