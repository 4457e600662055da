// Handlers whose every effect must be the same in Chromium and in Node: what engines differ in, and what must not be reached.

export const ENGINE_CASES: Readonly<Record<string, string>> = {
  plain: `export const handler = async (event) => ({ ok: true, n: event.n })`,
  thrown: `function inner(){ throw new TypeError("no") }
export const handler = async () => { await null; inner() }`,
  engineError: `export const handler = async () => { const a = undefined; return a.b.c }`,
  callErr: `export const handler = async () => { const a = {}; a.x() }`,
  jsonErr: `export const handler = async () => JSON.parse("{oops")`,
  cyclic: `export const handler = async () => { const a = { n: 1 }; a.self = a; return a }`,
  unhandled: `export const handler = async () => { Promise.reject(new Error("lost")); await new Promise(r => setTimeout(r, 20)) }`,
  dates: `export const handler = async () => { const d = new Date(); return [d, String(d), Date(), d.getHours(), d.toLocaleString(), d.toLocaleDateString('de-DE'), new Date(2026, 0, 5, 3).toISOString(), new Date('2026-03-01T10:00').toISOString(), new Date('Mar 5, 2026 10:00').toISOString(), new Date('2026-03-01').getTime(), new d.constructor().getTime(), Date.prototype.constructor.now(), new Intl.DateTimeFormat().format(), Intl.DateTimeFormat().resolvedOptions().timeZone, d.getTimezoneOffset(), new (class X extends Date {})() instanceof Date, d instanceof Date, Object.prototype.toString.call(d), (1234.5).toLocaleString(), new Intl.NumberFormat().format(9999.5), performance.now(), process.hrtime.bigint().toString()] }`,
  dates2: `export const handler = async () => { const f = Object.getPrototypeOf(new Intl.DateTimeFormat()); return [f.constructor === Intl.DateTimeFormat, new Date(NaN).getTime(), String(new Date(NaN)), new Date(2020, 1).toJSON(), new Date(new Date(5)).getTime(), new Date(null).getTime(), new Date(undefined).getTime(), new Date(true).getTime(), Date.UTC(2020,1), new Date('garbage').getTime(), typeof Date(), Date.name, Date.length] }`,
  logs: `export const handler = async () => { console.log('a %s %d %j', 'x', 4.5, {a:1}, [1,2,{b:{c:{d:1}}}]); console.error(new Error('shown')); console.log(new Map([[1,{a:2}]]), new Set(['q']), [undefined,,null], Symbol('s'), 10n, -0, ()=>1, class A{}, /x/g, new Date(0), Buffer.from('hi'), new Uint8Array(3), {get a(){return 1}}, Object.create(null), process.env.TZ, [['deep',[['er',['x']]]]], 'a'.repeat(5)); console.log({aaaaaaaaaaaaaaaaaaaaa:'bbbbbbbbbbbbbbbbbbbbbbbbbbbbb',ccccccccccccccccccccc:'dddddddddddddddddddddddd',e:{f:1}}); console.warn(new Headers({A:'b'}), new URL('http://x/y'), new URLSearchParams('a=b'), new AbortController().signal.aborted, Promise.resolve(1), new WeakMap(), new Proxy({a:1},{})); console.trace('here'); const c={}; c.c=c; console.log(c, globalThis === global, typeof globalThis.process); console.table([1]); console.group('g'); console.info('in'); console.groupEnd() }`,
  crypto: `import { createHash, createHmac, randomUUID, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
export const handler = async () => [createHash('md5').update('a').digest('hex'), createHash('sha1').update('a').digest('base64'), createHash('sha256').update('a').digest('hex'), createHash('sha512').update('a').digest('base64url'), createHmac('sha256','k').update('a').digest('hex'), randomUUID(), randomBytes(8).toString('hex'), randomInt(10), crypto.randomUUID(), [...crypto.getRandomValues(new Uint8Array(4))], Math.random(), typeof crypto.subtle]`,
  modules: `import util from 'util'
import path from 'node:path'
import { EventEmitter, once } from 'events'
import url from 'url'
import qs from 'querystring'
import os from 'os'
import assert from 'assert'
import { StringDecoder } from 'string_decoder'
import { setTimeout as sleep } from 'timers/promises'
import { Buffer as B } from 'buffer'
import proc from 'process'
export const handler = async () => { const e = new EventEmitter(); const got = []; e.on('x', v => got.push(v)); e.emit('x', 1); const p = once(e,'y'); e.emit('y', 7); const y = await p; await sleep(5); await util.promisify(setTimeout)(5); let a; try { assert.strictEqual(1, 2) } catch (err) { a = err.code } return [util.format('%s', 'x'), util.inspect({a:[1]}), path.join('/a','..','b'), path.resolve('x'), got, y, url.parse('http://u:p@h:8/p?q=1#h').host, qs.parse('a=1&a=2'), os.EOL, a, new StringDecoder('utf8').write(B.from('é')), proc === process, proc.version, util.types.isDate(new Date()), util.isDeepStrictEqual({a:[1]},{a:[1]}), B.from('héllo').toString('base64'), path.relative('/a/b','/a/c'), url.format({protocol:'http',host:'x',pathname:'/y'})] }`,
  fetching: `export const handler = async () => { const r = await fetch('https://shop.example/api/x'); const j = await r.json(); let e; try { await fetch('https://nowhere.example') } catch (x) { e = [x.message, x.cause.code, x.cause.message] } return [r.status, r.ok, j, e, [...r.headers]] }`,
  recursion: `export const handler = async () => { const f = (n) => n === 0 ? 0 : 1 + f(n - 1); return f(2000) }`,
  stackTest: `class A { go() { return new Error("in A") } static make() { return new A() } }
const arrow = () => A.make().go()
export const handler = async () => { const e = await Promise.all([1].map(async () => { await null; return arrow() })); const o = {}; Error.captureStackTrace(o); return [e[0].stack, o.stack, Object.keys(e[0])] }`,
  abort: `export const handler = async () => { const c = new AbortController(); c.abort(); const s = AbortSignal.timeout(10); await new Promise(r => { s.addEventListener("abort", r); setTimeout(() => {}, 20) }); return [c.signal.reason.name, c.signal.reason.message, s.reason.name, new Event("x").timeStamp] }`,
  listener: `export const handler = async () => { const c = new AbortController(); c.signal.addEventListener("abort", () => { throw new Error("in listener") }); setTimeout(() => c.abort(), 5); await new Promise(r => setTimeout(r, 50)); return 1 }`,
  intrinsics: `Array.prototype.last = function () { return this.at(-1) }
export const handler = async () => [1, 2].last()`,
  loop: `export const handler = async () => { for (;;); }`,
  init: `import "./missing.mjs"
export const handler = 1`,
  initThrow: `throw new RangeError("bad")`,
  escapes: `const gone = (...names) => names.filter((name) => { try { return typeof globalThis[name] !== 'undefined' } catch { return false } }).join() || 'safe'
const probes = {
  fn: () => Function('return 1')(), newFn: () => new Function('return 1')(), byInstance: () => (() => 1).constructor('return this')(),
  asyncFn: () => (async () => 1).constructor('return 1'), genFn: () => (function* () {}).constructor('return 1'), asyncGenFn: () => (async function* () {}).constructor('yield 1'),
  reflected: () => Reflect.construct(Function, ['return 1']), bound: () => Function.bind(null, 'return 1')()(), ofBuiltin: () => [].map.constructor('return 1')(),
  eval: () => eval('1'), indirectEval: () => (0, eval)('1'), timerText: () => setTimeout('1'),
  storage: () => gone('indexedDB', 'caches', 'localStorage', 'navigator', 'cookieStore', 'StorageManager'),
  network: () => gone('XMLHttpRequest', 'WebSocket', 'EventSource', 'WebTransport', 'RTCPeerConnection', 'importScripts'),
  threads: () => gone('Worker', 'SharedWorker', 'MessageChannel', 'BroadcastChannel', 'postMessage', 'SharedArrayBuffer', 'Atomics', 'WebAssembly'),
  bareNames: () => [typeof self, typeof postMessage, typeof importScripts, typeof location, typeof addEventListener, typeof close].every((t) => t === 'undefined') ? 'safe' : 'reached',
  listenOnNothing: () => EventTarget.prototype.addEventListener.call(undefined, 'message', () => {}),
  dispatchOnNothing: () => (0, EventTarget.prototype.dispatchEvent)(new Event('message')),
  strictThis: () => (function () { return typeof this })(), sloppyCaller: () => { try { return (function f() { return f.caller })() } catch (e) { throw new TypeError(e.message) } },
  globalPrototype: () => Object.getPrototypeOf(Object.getPrototypeOf(globalThis)) === null ? 'safe' : 'reached',
  callSites: () => { Error.prepareStackTrace = (e, sites) => sites; const { stack } = new Error('x'); return typeof stack === 'string' ? 'safe' : 'reached' },
  lastMatch: () => { /(a)/.exec('a'); return typeof RegExp.$1 }, hostClock: () => new (Object.getPrototypeOf(new Date()).constructor)().getFullYear() === 2026 && Object.getPrototypeOf(new Date()).constructor.now() === 1767225600000 ? 'safe' : 'reached',
  hostTimeout: () => typeof new AbortController().signal.constructor.timeout, realProcess: () => typeof process.binding, mainModule: () => typeof process.mainModule,
}
export const handler = async () => { const out = {}; for (const k in probes) { try { out[k] = String(probes[k]()) } catch (e) { out[k] = e.name + ': ' + e.message } } return out }`,
}
