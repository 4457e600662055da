// What our own code needs of a worker's global object, taken when it is loaded: before user code runs, the global is
// scrubbed (prepare-realm.ts), and none of these names is there any more.

/** The worker's own functions, whatever object they are called on: a browser refuses any but its global. */
function free<F extends (...args: never[]) => unknown>(original: F): F {
  const freed = (...args: Parameters<F>): unknown => Reflect.apply(original, globalThis, args)
  Object.defineProperty(freed, 'name', { value: original.name, configurable: true })
  Object.defineProperty(freed, 'length', { value: original.length, configurable: true })
  return freed as F
}

export const host = {
  AbortController: globalThis.AbortController,
  AbortSignal: globalThis.AbortSignal,
  atob: free(globalThis.atob),
  btoa: free(globalThis.btoa),
  DOMException: globalThis.DOMException,
  Event: globalThis.Event,
  EventTarget: globalThis.EventTarget,
  queueMicrotask: free(globalThis.queueMicrotask),
  structuredClone: free(globalThis.structuredClone),
  TextDecoder: globalThis.TextDecoder,
  TextEncoder: globalThis.TextEncoder,
  URL: globalThis.URL,
  URLSearchParams: globalThis.URLSearchParams,
} as const
