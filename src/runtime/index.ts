// The door of the runtime: handlers compiled, linked, and run in environments.
export { BUILTIN_MODULES, PROVIDED_PACKAGES } from './compile/available-modules.ts'
export { type Bundle, type BundledLines, bundleFunctions, type ModuleDescription } from './compile/bundle-text.ts'
export { type CompiledModule, compileFile } from './compile/compile-file.ts'
export { type CompiledFunction, compileFunction, type FunctionCompilation } from './compile/compile-function.ts'
export type { InitFailure } from './compile/init-failure.ts'
export { mapPlace, mapStack, type SourcePlace, type StackOptions } from './compile/map-stack.ts'
export type { SourceProblem, SourceProblemCode } from './compile/problem.ts'
export { DEFINE_NAME, ENVIRONMENT_NAMES, reachableGlobals } from './compile/scope-names.ts'
export {
  createModuleLoader,
  createModuleRegistry,
  type LoaderOptions,
  type Meter,
  type ModuleLoader,
  type ModuleRegistry,
} from './link/link-modules.ts'
export { type Handler, type HandlerOf, type LoadFailure, loadHandler } from './link/load-handler.ts'
export {
  createEnvironmentHost,
  type EnvironmentHostOptions,
  type IntrinsicsWatch,
  type LinkedFunction,
} from './environment/environment-host.ts'
export { createPackageRegistry, DEFINE_PACKAGE_NAME } from './environment/package-registry.ts'
export type { BindPackage, PackageFactory, PackageRegistry, ProvidedPackages } from './environment/provided-packages.ts'
export { watchIntrinsics } from './realm/intrinsics.ts'
export { prepareRealm, type RealmOptions } from './realm/prepare-realm.ts'
export { createSettling, type HostMessaging, type Settling } from './realm/settle.ts'
export {
  type CompiledWorkflow,
  createWorkflowCompiler,
  type WorkflowCompiler,
} from './compile/compile-workflow.ts'
export { type RealmScripts, type RealmText, realmTextOf } from './session/realm-text-of.ts'
export { type OpenRealm, openRealm } from './session/open-realm.ts'
export { createSealedHost } from './session/sealed-host.ts'
export { createSession, type Session, type SessionOptions, type SessionPlatform } from './session/session.ts'
