// What a sealed worker takes of its host before user code can reach any of it, in a browser's worker and in a Node
// thread: clocks, channels, the news of rejected promises, and the definitions that the handlers' text makes.
import { AWS_CLIENTS } from '../aws/provided-clients.ts'
import { DEFINE_NAME } from '../compile/scope-names.ts'
import { createPackageRegistry, DEFINE_PACKAGE_NAME } from '../environment/package-registry.ts'
import type { PackageRegistry } from '../environment/provided-packages.ts'
import { createModuleRegistry, type ModuleRegistry } from '../link/link-modules.ts'
import { createHop, createSettling, type Settling } from '../realm/settle.ts'

export interface OpenRealm {
  /** Once: the ports this realm is given. */
  onPorts(listener: (ports: readonly MessagePort[]) => void): void
  /** Real milliseconds, monotone. */
  wallMs(): number
  later(delayMs: number, call: () => void): void
  settling(): Promise<Settling>
  readonly modules: ModuleRegistry
  readonly packages: PackageRegistry
  /** Is this the script that holds the handlers? */
  isBundle(scriptName: string): boolean
  /** Takes the definitions' doors off the global. */
  closeDefinitions(): void
}

/** Set in a Node thread by its first line: how its ports arrive. */
const NODE_PORTS_NAME = '$faas_ports'
const NODE_SCRIPT_NAME = '[worker eval]'

interface NodeProcess {
  on(event: 'unhandledRejection' | 'uncaughtException', listener: (reason: unknown) => void): void
}

const nodeProcess = (): NodeProcess | undefined => {
  const { process } = globalThis as {
    readonly process?: NodeProcess & { readonly versions?: { readonly node?: string } }
  }
  return process?.versions?.node === undefined ? undefined : process
}

export function openRealm(): OpenRealm {
  const host = globalThis
  const { setTimeout, performance, MessageChannel, addEventListener } = host
  const node = nodeProcess()
  const scriptName = node ? NODE_SCRIPT_NAME : host.location.href
  const turn = createHop(MessageChannel)
  const modules = createModuleRegistry()
  const packages = createPackageRegistry(AWS_CLIENTS)
  Object.assign(host, { [DEFINE_NAME]: modules.define, [DEFINE_PACKAGE_NAME]: packages.define })

  const onUnhandledRejection = (listener: (reason: unknown) => void): void => {
    if (node) node.on('unhandledRejection', listener)
    else
      addEventListener.call(host, 'unhandledrejection', (event) => {
        event.preventDefault()
        listener((event as PromiseRejectionEvent).reason)
      })
  }

  const onUncaughtException = (listener: (error: unknown) => void): void => {
    if (node) node.on('uncaughtException', listener)
    else
      addEventListener.call(host, 'error', (event) => {
        event.preventDefault()
        listener((event as ErrorEvent).error)
      })
  }

  return {
    onPorts(listener) {
      if (node) Object.assign(host, { [NODE_PORTS_NAME]: listener })
      else addEventListener.call(host, 'message', (event) => listener((event as MessageEvent).ports), { once: true })
    },
    wallMs: () => performance.now(),
    later: (delayMs, call) => {
      // A message, as a browser makes timers that follow timers wait for 4 ms at least.
      if (delayMs > 0) setTimeout.call(host, call, delayMs)
      else void turn().then(call)
    },
    settling: () => createSettling({ MessageChannel, onUnhandledRejection, onUncaughtException }),
    modules,
    packages,
    isBundle: (name) => name === scriptName,
    closeDefinitions() {
      for (const name of [DEFINE_NAME, DEFINE_PACKAGE_NAME, NODE_PORTS_NAME]) Reflect.deleteProperty(host, name)
    },
  }
}
