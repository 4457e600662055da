// Runs compiled functions in this process, as an environment would, for tests.
import { Script } from 'node:vm'
import { createModuleLoader, createModuleRegistry, type LoaderOptions, type Meter } from '../../link/link-modules.ts'
import { type Handler, type LoadFailure, loadHandler } from '../../link/load-handler.ts'
import { type Bundle, bundleFunctions } from '../bundle-text.ts'
import { compileFunction, type FunctionCompilation } from '../compile-function.ts'
import { mapStack } from '../map-stack.ts'
import { DEFINE_NAME } from '../scope-names.ts'
import type { Result } from '#base'

const BUNDLE_NAME = 'bundle-under-test.js'

export class BudgetSpent extends Error {}

/** One error for all throws: capturing a stack for each walks the whole chain of promises, each time. */
export const meterOf = (steps: number): Meter => {
  const spent = new BudgetSpent('budget spent')
  return {
    n: steps,
    x: () => {
      throw spent
    },
  }
}

export const evaluateBundle = (bundle: Bundle, before = '') => {
  const registry = createModuleRegistry()
  const holder: Record<string, unknown> = globalThis
  holder[DEFINE_NAME] = registry.define
  try {
    new Script(before + bundle.text, { filename: BUNDLE_NAME }).runInThisContext()
  } finally {
    delete holder[DEFINE_NAME]
  }
  return registry
}

export interface RunOptions extends Partial<LoaderOptions> {
  readonly steps?: number
}

export interface Loaded extends FunctionCompilation {
  readonly bundle: Bundle
  readonly meter: Meter
  readonly handler: Result<Handler, LoadFailure>
  readonly mapStack: (stack: string) => string
}

export const loadFunction = async (
  files: Readonly<Record<string, string>>,
  handler = 'index.handler',
  options: RunOptions = {},
): Promise<Loaded> => {
  const compilation = compileFunction(files, handler)
  const bundle = bundleFunctions([{ key: 'F', compiled: compilation.compiled }])
  const meter = meterOf(options.steps ?? 1_000_000)
  const map = (stack: string): string =>
    mapStack(stack, { lines: bundle.lines, lineOffset: 0, isBundle: (name) => name === BUNDLE_NAME })
  const loader = createModuleLoader({
    modules: evaluateBundle(bundle).modulesOf('F'),
    builtin: (name) => ({ name }),
    provided: (name) => ({ name }),
    scope: { console, setTimeout, globalThis: {} },
    meter,
    ...options,
  })
  return {
    ...compilation,
    bundle,
    meter,
    mapStack: map,
    handler: await loadHandler(loader, compilation.compiled, handler, map),
  }
}

/** The handler's answer; throws what kept it from being called. */
export const invoke = async (
  files: Readonly<Record<string, string>>,
  options: RunOptions = {},
  ...event: readonly unknown[]
): Promise<unknown> => {
  const { handler, problems } = await loadFunction(files, 'index.handler', options)
  if (handler.ok) return handler.value(...event)
  const { thrown, errorType, errorMessage } = handler.error
  throw thrown instanceof BudgetSpent ? thrown : new Error(`${errorType}: ${errorMessage} ${JSON.stringify(problems)}`)
}
