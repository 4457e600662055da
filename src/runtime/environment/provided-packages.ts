// Packages that are part of the product, such as the AWS SDK: their text defines factories in the worker, and each
// environment that asks gets an instance of its own, since what is in them keeps timers and clients.
import type { EnvironmentCore } from './environment-core.ts'
import type { CallDesk } from './policed-call.ts'
import type { ProblemNotes } from './problem-notes.ts'
import type { EnvironmentScope } from './scope.ts'

export interface PackageHost {
  readonly core: EnvironmentCore
  readonly desk: CallDesk
  readonly problems: ProblemNotes
  readonly scope: EnvironmentScope
}

/** Called with values for ENVIRONMENT_NAMES; answers the exports of the packages of one script, by member. */
export type PackageFactory = (...parameters: readonly unknown[]) => object

/** Binds a package's exports to the environment that asked for them. */
export type BindPackage = (exports: object, host: PackageHost) => object

export interface ProvidedPackages {
  instantiate(name: string, host: PackageHost): unknown
}

export interface PackageRegistry extends ProvidedPackages {
  /** To be the global DEFINE_PACKAGE_NAME while the packages' text runs, and gone afterwards. */
  readonly define: (members: Readonly<Record<string, string>>, factory: PackageFactory) => void
  /** What binds the packages that are defined; before the first instance. */
  load(): Promise<void>
}
