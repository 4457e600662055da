// From a compiled function to its handler, or to the failure of its init in the words of Lambda's Node.js runtime [K].
import { failure, type Result, success } from '#base'
import type { CompiledFunction } from '../compile/compile-function.ts'
import { handlerNotFound, type InitFailure, initFailure } from '../compile/init-failure.ts'
import { cleanMessage } from '../compile/map-stack.ts'
import type { ModuleLoader } from './link-modules.ts'

export type Handler = (...parameters: readonly unknown[]) => unknown

export interface LoadFailure extends InitFailure {
  /** What was thrown, so that a spent budget can be told from the user's own errors. */
  readonly thrown: unknown
}

export type HandlerOf = Pick<CompiledFunction, 'handlerPath' | 'handlerExport' | 'initFailure'>

const own = (value: unknown, key: string): unknown => {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined
  return Reflect.get(value, key)
}

const explain = (thrown: unknown, mapStack: (stack: string) => string): LoadFailure => {
  if (!(thrown instanceof Error)) {
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [], thrown }
  }
  const trace = mapStack(String(thrown.stack ?? '')).split('\n')
  const message = cleanMessage(String(thrown.message))
  const whole = `${thrown.name}: ${message}`
  const code = own(thrown, 'code')
  if (thrown instanceof SyntaxError) {
    return { errorType: 'Runtime.UserCodeSyntaxError', errorMessage: whole, trace, thrown }
  }
  if (code === 'MODULE_NOT_FOUND' || code === 'ERR_UNAVAILABLE_MODULE') {
    return { errorType: 'Runtime.ImportModuleError', errorMessage: whole, trace, thrown }
  }
  return { errorType: thrown.name, errorMessage: message, trace, thrown }
}

/** `handler` is the function's setting, `file.export`; `mapStack` turns an engine's stack into the user's. */
export const loadHandler = async (
  loader: ModuleLoader,
  compiled: HandlerOf,
  handler: string,
  mapStack: (stack: string) => string,
): Promise<Result<Handler, LoadFailure>> => {
  if (compiled.initFailure !== undefined) return failure({ ...compiled.initFailure, thrown: undefined })
  const notFound = (errorMessage: string): Result<Handler, LoadFailure> => {
    return failure({ ...initFailure('Runtime.HandlerNotFound', errorMessage), thrown: undefined })
  }
  try {
    let found = await loader.load(compiled.handlerPath)
    let owner: unknown
    const names = compiled.handlerExport.split('.')
    for (const name of names) {
      owner = found
      found = own(found, name)
    }
    if (found === undefined || found === null) return notFound(handlerNotFound(handler))
    if (typeof found !== 'function') return notFound(`${handler} is not a function`)
    const run = found
    const receiver = names.length > 1 ? owner : undefined
    return success((...parameters) => Reflect.apply(run, receiver, parameters))
  } catch (thrown) {
    return failure(explain(thrown, mapStack))
  }
}
