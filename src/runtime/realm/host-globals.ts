// What our own code needs of a worker's global object, taken when it is loaded: before user code runs, the global is
// scrubbed (prepare-realm.ts), and none of these names is there any more.
export const host = {
  AbortController: globalThis.AbortController,
  AbortSignal: globalThis.AbortSignal,
  atob: globalThis.atob,
  btoa: globalThis.btoa,
  DOMException: globalThis.DOMException,
  Event: globalThis.Event,
  EventTarget: globalThis.EventTarget,
  queueMicrotask: globalThis.queueMicrotask,
  structuredClone: globalThis.structuredClone,
  TextDecoder: globalThis.TextDecoder,
  TextEncoder: globalThis.TextEncoder,
  URL: globalThis.URL,
  URLSearchParams: globalThis.URLSearchParams,
} as const
