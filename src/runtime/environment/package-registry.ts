// Keeps the factories of provided packages and makes an instance for each environment that asks.
import { ENVIRONMENT_NAMES } from '../compile/scope-names.ts'
import type { BindPackage, PackageFactory, PackageRegistry } from './provided-packages.ts'

/** The global that a package's text calls, once, with its name and its factory. */
export const DEFINE_PACKAGE_NAME = '$faas_define_package'

class Absent {}

/** Packages ask `x instanceof Blob` without asking first whether there is such a thing: nothing is one. */
const ABSENT: Readonly<Record<string, unknown>> = {
  Blob: Absent,
  File: Absent,
  FormData: Absent,
  ReadableStream: Absent,
  WritableStream: Absent,
  TransformStream: Absent,
}

/** `binders` by package: what is not in there is handed out as it is. */
export function createPackageRegistry(binders: ReadonlyMap<string, BindPackage>): PackageRegistry {
  const factories = new Map<string, PackageFactory>()
  return {
    define: (name, factory) => {
      factories.set(name, factory)
    },
    instantiate(name, host) {
      const factory = factories.get(name)
      if (!factory)
        throw Object.assign(new Error(`The package "${name}" is not loaded in this run.`), { code: 'MODULE_NOT_FOUND' })
      const exports = factory(...ENVIRONMENT_NAMES.map((parameter) => host.scope[parameter] ?? ABSENT[parameter]))
      return binders.get(name)?.(exports, host) ?? exports
    },
  }
}

/**
 * The text of a package as part of a worker's text. `script` is a classic script that leaves its exports in the
 * variable `variable`; `member` is the one of them that is the package. It sees an environment's names and no others.
 */
export const packageText = (name: string, script: string, variable: string, member: string): string =>
  [
    `${DEFINE_PACKAGE_NAME}(${JSON.stringify(name)},function(${ENVIRONMENT_NAMES.join(',')}){`,
    script,
    `return ${variable}.${member}`,
    '});',
    '',
  ].join('\n')
