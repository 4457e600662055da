// Keeps the factories of provided packages and makes an instance for each environment that asks.
import { ENVIRONMENT_NAMES } from '../compile/scope-names.ts'
import { ByteStream } from './byte-stream.ts'
import type { EnvironmentCore } from './environment-core.ts'
import type { BindPackage, PackageFactory, PackageRegistry } from './provided-packages.ts'

/** The global that a script's text calls, once, with the packages it has and its factory. */
export const DEFINE_PACKAGE_NAME = '$faas_define_package'

class Absent {}

/** Packages ask `x instanceof Blob` without asking first whether there is such a thing: nothing is one, but for streams. */
const ABSENT: Readonly<Record<string, unknown>> = {
  Blob: Absent,
  File: Absent,
  FormData: Absent,
  ReadableStream: ByteStream,
  WritableStream: Absent,
  TransformStream: Absent,
}

interface Defined {
  readonly factory: PackageFactory
  readonly member: string
}

/** `binders` by package: what is not in there is handed out as it is. */
export function createPackageRegistry(binders: ReadonlyMap<string, () => Promise<BindPackage>>): PackageRegistry {
  const defined = new Map<string, Defined>()
  const loaded = new Map<string, BindPackage>()
  /** Packages of one script share one evaluation in an environment: what one makes, the other may ask for. */
  const evaluated = new WeakMap<EnvironmentCore, Map<PackageFactory, object>>()
  return {
    define: (members, factory) => {
      for (const [name, member] of Object.entries(members)) defined.set(name, { factory, member })
    },
    async load() {
      for (const name of defined.keys()) {
        const bind = await binders.get(name)?.()
        if (bind) loaded.set(name, bind)
      }
    },
    instantiate(name, host) {
      const found = defined.get(name)
      if (!found)
        throw Object.assign(new Error(`The package "${name}" is not loaded in this run.`), { code: 'MODULE_NOT_FOUND' })
      const { factory, member } = found
      const instances = evaluated.get(host.core) ?? new Map<PackageFactory, object>()
      evaluated.set(host.core, instances)
      const all =
        instances.get(factory) ??
        factory(...ENVIRONMENT_NAMES.map((parameter) => host.scope[parameter] ?? ABSENT[parameter]))
      instances.set(factory, all)
      const exports = Reflect.get(all, member) as object
      return loaded.get(name)?.(exports, host) ?? exports
    },
  }
}

/**
 * The text of a script of packages as part of a worker's text. `script` is a classic script that leaves its exports in
 * the variable `variable`; `members` says which of them is which package. It sees an environment's names and no others.
 */
export const packageText = (members: Readonly<Record<string, string>>, script: string, variable: string): string =>
  [
    `${DEFINE_PACKAGE_NAME}(${JSON.stringify(members)},function(${ENVIRONMENT_NAMES.join(',')}){`,
    script,
    `return ${variable}`,
    '});',
    '',
  ].join('\n')
