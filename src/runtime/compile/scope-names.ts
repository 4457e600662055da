// The names a module's factory takes as parameters, in order, and those that the joined text hides around all of them.
// Both hide the realm's global of that name, so these lists are a wall of the sandbox as well: what an environment
// doesn't supply is undefined in a handler.

/** Set for each module by the loader. Names that begin with `$faas` are refused in handlers. */
const MODULE_PARAMETERS = [
  'module',
  'exports',
  'require',
  '__filename',
  '__dirname',
  '$faas_import',
  '$faas_from',
  '$faas_export',
  '$faas_star',
  '$faas_meta',
] as const

/** The counter's parameter: `n` steps are left, `x` throws when there are none. */
export const METER_NAME = '$faas'
export const RESERVED_PREFIX = '$faas'

/** The global that the joined text calls for each module; no handler can name it. */
export const DEFINE_NAME = '$faas_define'

/** What an environment may supply; one it leaves out is undefined. */
export const ENVIRONMENT_NAMES = [
  ...['globalThis', 'global', 'process', 'console', 'Buffer'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'],
  ...['queueMicrotask', 'structuredClone', 'Date', 'Math', 'Intl', 'Temporal', 'performance', 'crypto'],
  ...['fetch', 'Headers', 'Request', 'Response', 'FormData', 'Blob', 'File'],
  ...['URL', 'URLSearchParams', 'TextEncoder', 'TextDecoder', 'atob', 'btoa', 'DOMException'],
  ...['AbortController', 'AbortSignal', 'Event', 'EventTarget', 'CustomEvent'],
  ...['ReadableStream', 'WritableStream', 'TransformStream'],
] as const

/**
 * Always undefined in a handler. Listed from a dedicated worker of Chromium 156, with the names of secure contexts,
 * of windows, of Node, and of Object.prototype, which a bare name finds on the realm's global as well.
 */
export const SHADOWED_NAMES = [
  ...['self', 'window', 'document', 'frames', 'parent', 'top', 'opener', 'location', 'navigator', 'name', 'origin'],
  ...['constructor', '__proto__', 'hasOwnProperty', 'isPrototypeOf', 'propertyIsEnumerable', 'toLocaleString'],
  ...['toString', 'valueOf', '__defineGetter__', '__defineSetter__', '__lookupGetter__', '__lookupSetter__'],
  ...['postMessage', 'importScripts', 'close', 'reportError', 'addEventListener', 'removeEventListener'],
  ...['dispatchEvent', 'onmessage', 'onmessageerror', 'onerror', 'onlanguagechange', 'onrejectionhandled'],
  ...['onunhandledrejection', 'onrtctransform', 'onoffline', 'ononline', 'when', 'event', 'external'],
  ...['Worker', 'SharedWorker', 'ServiceWorker', 'ServiceWorkerContainer', 'ServiceWorkerRegistration', 'Worklet'],
  ...['DedicatedWorkerGlobalScope', 'WorkerGlobalScope', 'WorkerLocation', 'WorkerNavigator', 'Navigator'],
  ...['WebSocket', 'WebSocketError', 'WebSocketStream', 'EventSource', 'XMLHttpRequest', 'XMLHttpRequestUpload'],
  ...['XMLHttpRequestEventTarget', 'WebTransport', 'WebTransportBidirectionalStream', 'WebTransportError'],
  ...['WebTransportDatagramDuplexStream', 'RTCPeerConnection', 'RTCDataChannel', 'RTCEncodedAudioFrame'],
  ...['RTCEncodedVideoFrame', 'RTCRtpScriptTransformer', 'RTCTransformEvent', 'webkitRTCPeerConnection'],
  ...['BroadcastChannel', 'MessageChannel', 'MessagePort', 'MessageEvent', 'CloseEvent', 'ErrorEvent'],
  ...['ProgressEvent', 'PromiseRejectionEvent', 'SecurityPolicyViolationEvent', 'Observable', 'Subscriber'],
  ...['indexedDB', 'IDBCursor', 'IDBCursorWithValue', 'IDBDatabase', 'IDBFactory', 'IDBIndex', 'IDBKeyRange'],
  ...['IDBObjectStore', 'IDBOpenDBRequest', 'IDBRecord', 'IDBRequest', 'IDBTransaction', 'IDBVersionChangeEvent'],
  ...['caches', 'Cache', 'CacheStorage', 'StorageManager', 'StorageBucket', 'StorageBucketManager', 'storage'],
  ...['localStorage', 'sessionStorage', 'cookieStore', 'CookieStore', 'Lock', 'LockManager', 'openDatabase'],
  ...['FileSystemHandle', 'FileSystemFileHandle', 'FileSystemDirectoryHandle', 'FileSystemWritableFileStream'],
  ...['FileSystemSyncAccessHandle', 'FileSystemObserver', 'FileList', 'FileReader', 'FileReaderSync'],
  ...['webkitRequestFileSystem', 'webkitRequestFileSystemSync', 'webkitResolveLocalFileSystemURL'],
  ...['webkitResolveLocalFileSystemSyncURL', 'PERSISTENT', 'TEMPORARY', 'WebAssembly', 'SharedArrayBuffer', 'Atomics'],
  ...['WeakRef', 'FinalizationRegistry'],
  ...['requestAnimationFrame', 'cancelAnimationFrame', 'requestIdleCallback', 'cancelIdleCallback', 'scheduler'],
  ...['Scheduler', 'TaskController', 'TaskPriorityChangeEvent', 'TaskSignal', 'trustedTypes', 'TrustedHTML'],
  ...['TrustedScript', 'TrustedScriptURL', 'TrustedTypePolicy', 'TrustedTypePolicyFactory', 'Crypto', 'CryptoKey'],
  ...['SubtleCrypto', 'Performance', 'PerformanceEntry', 'PerformanceMark', 'PerformanceMeasure'],
  ...['PerformanceObserver', 'PerformanceObserverEntryList', 'PerformanceResourceTiming', 'PerformanceServerTiming'],
  ...['ReportBody', 'ReportingObserver', 'CompressionStream', 'DecompressionStream', 'TextDecoderStream'],
  ...['TextEncoderStream', 'ByteLengthQueuingStrategy', 'CountQueuingStrategy', 'ReadableByteStreamController'],
  ...['ReadableStreamBYOBReader', 'ReadableStreamBYOBRequest', 'ReadableStreamDefaultController'],
  ...['ReadableStreamDefaultReader', 'TransformStreamDefaultController', 'WritableStreamDefaultController'],
  ...['WritableStreamDefaultWriter', 'URLPattern', 'QuotaExceededError', 'Origin', 'crossOriginIsolated'],
  ...['isSecureContext', 'fonts', 'FontFace', 'FontFaceSet', 'createImageBitmap', 'ImageBitmap', 'ImageData'],
  ...['ImageBitmapRenderingContext', 'OffscreenCanvas', 'OffscreenCanvasRenderingContext2D', 'Path2D', 'TextMetrics'],
  ...['CanvasGradient', 'CanvasPattern', 'AudioData', 'EncodedAudioChunk', 'EncodedVideoChunk', 'VideoFrame'],
  ...['VideoColorSpace', 'VideoDecoder', 'VideoEncoder', 'AudioDecoder', 'AudioEncoder', 'ImageDecoder'],
  ...['ImageTrack', 'ImageTrackList', 'MediaCapabilities', 'MediaSource', 'MediaSourceHandle', 'SourceBuffer'],
  ...['SourceBufferList', 'BackgroundFetchManager', 'BackgroundFetchRecord', 'BackgroundFetchRegistration'],
  ...['NavigatorUAData', 'NetworkInformation', 'Notification', 'Permissions', 'PermissionStatus'],
  ...['PeriodicSyncManager', 'PushManager', 'PushSubscription', 'PushSubscriptionOptions', 'SyncManager'],
  ...['UserActivation', 'CropTarget', 'RestrictionTarget', 'PressureObserver', 'PressureRecord', 'IdleDetector'],
  ...['USB', 'USBDevice', 'HID', 'HIDDevice', 'Serial', 'SerialPort', 'GPU', 'GPUAdapter', 'GPUDevice'],
  ...['WebGLRenderingContext', 'WebGL2RenderingContext', 'WebGLActiveInfo', 'WebGLBuffer', 'WebGLContextEvent'],
  ...['WebGLFramebuffer', 'WebGLObject', 'WebGLProgram', 'WebGLQuery', 'WebGLRenderbuffer', 'WebGLSampler'],
  ...['WebGLShader', 'WebGLShaderPrecisionFormat', 'WebGLSync', 'WebGLTexture', 'WebGLTransformFeedback'],
  ...['WebGLUniformLocation', 'WebGLVertexArrayObject', 'CSSKeywordValue', 'CSSMathClamp', 'CSSMathInvert'],
  ...['CSSMathMax', 'CSSMathMin', 'CSSMathNegate', 'CSSMathProduct', 'CSSMathSum', 'CSSMathValue'],
  ...['CSSNumericArray', 'CSSNumericValue', 'CSSSkewX', 'CSSSkewY', 'CSSStyleValue', 'CSSUnitValue'],
  ...['CSSUnparsedValue', 'DOMMatrix', 'DOMMatrixReadOnly', 'DOMPoint', 'DOMPointReadOnly', 'DOMQuad'],
  ...['DOMRect', 'DOMRectReadOnly', 'DOMStringList'],
] as const

export const FACTORY_PARAMETERS: readonly string[] = [...MODULE_PARAMETERS, METER_NAME, ...ENVIRONMENT_NAMES]

/** The language itself: what a handler shares with the realm. */
const LANGUAGE_NAMES = new Set([
  ...['AggregateError', 'Array', 'ArrayBuffer', 'AsyncDisposableStack', 'AsyncIterator', 'BigInt', 'BigInt64Array'],
  ...['BigUint64Array', 'Boolean', 'DataView', 'DisposableStack', 'Error', 'EvalError', 'Float16Array'],
  ...['Float32Array', 'Float64Array', 'Function', 'Infinity', 'Int16Array', 'Int32Array', 'Int8Array', 'Iterator'],
  ...['JSON', 'Map', 'NaN', 'Number', 'Object', 'Promise', 'Proxy', 'RangeError', 'ReferenceError', 'Reflect'],
  ...['RegExp', 'Set', 'String', 'SuppressedError', 'Symbol', 'SyntaxError', 'TypeError', 'URIError'],
  ...['Uint16Array', 'Uint32Array', 'Uint8Array', 'Uint8ClampedArray', 'WeakMap', 'WeakSet', 'decodeURI'],
  ...['decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'eval', 'isFinite', 'isNaN'],
  ...['parseFloat', 'parseInt', 'undefined', 'unescape'],
])

/** Of a realm's global names, those a handler could reach by name: the sealed worker removes them before it starts. */
export const reachableGlobals = (names: readonly string[]): string[] => {
  const hidden = new Set<string>([...FACTORY_PARAMETERS, ...SHADOWED_NAMES])
  return names.filter((name) => !hidden.has(name) && !LANGUAGE_NAMES.has(name))
}
