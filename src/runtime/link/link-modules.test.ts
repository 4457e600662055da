import { describe, expect, test } from 'vitest'
import { evaluateBundle, invoke, loadFunction, meterOf } from '../compile/testing/run-function.ts'
import { bundleFunctions } from '../compile/bundle-text.ts'
import { compileFunction } from '../compile/compile-function.ts'
import { createModuleLoader } from './link-modules.ts'

describe('modules are evaluated', () => {
  test('once each, in the order of their imports', async () => {
    const log: string[] = []
    const files = {
      'index.ts': 'import "./b"; console.log("index"); import "./a"; export const handler = () => 1',
      'a.ts': 'import "./c"; console.log("a")',
      'b.ts': 'import "./c"; console.log("b")',
      'c.ts': 'console.log("c")',
    }
    await invoke(files, { scope: { console: { log: (text: string) => log.push(text) } } })
    expect(log).toEqual(['c', 'b', 'a', 'index'])
  })

  test('before those that wait for their top-level await', async () => {
    const log: string[] = []
    const files = {
      'index.ts': 'import { v } from "./a"; import "./b"; console.log("index " + v); export const handler = () => v',
      'a.ts': 'export let v = 0; await null; v = 2; console.log("a")',
      'b.ts': 'console.log("b")',
    }
    expect(await invoke(files, { scope: { console: { log: (text: string) => log.push(text) } } })).toBe(2)
    expect(log).toEqual(['a', 'b', 'index 2'])
  })

  test('for each environment anew', async () => {
    const { compiled } = compileFunction({ 'index.ts': 'let n = 0; export const handler = () => ++n' }, 'index.handler')
    const modules = evaluateBundle(bundleFunctions([{ key: 'F', compiled }])).modulesOf('F')
    const environment = async () => {
      const loader = createModuleLoader({
        modules,
        builtin: () => ({}),
        provided: () => ({}),
        scope: {},
        meter: meterOf(100),
      })
      const loaded = await loader.load('index.ts')
      const run: unknown = Object(loaded).handler
      if (typeof run !== 'function') throw new Error('no handler')
      return (): unknown => Reflect.apply(run, undefined, [])
    }
    const [first, second] = [await environment(), await environment()]
    expect([first(), first(), second()]).toEqual([1, 2, 1])
  })

  test('once even when they fail', async () => {
    const files = {
      'index.ts':
        'export const handler = async () => { const out = []; for (const i of [1, 2]) try { await import("./bad") } catch (e) { out.push(e) } return [out[0] === out[1], out[0].message] }',
      'bad.ts': 'export {}; throw new Error("once")',
    }
    expect(await invoke(files)).toEqual([true, 'once'])
  })
})

describe('bindings', () => {
  test('stay live, through cycles, stars and destructuring', async () => {
    const files = {
      'index.ts':
        'import * as all from "./all"; import { n, set } from "./a"; export const handler = () => { set(5); return [n, all.n, all.both(), Object.keys(all)] }',
      'all.ts': 'export * from "./a"; export * from "./b"; export { n as again } from "./a"',
      'a.ts':
        'import { b } from "./b"; export let n = 1; export const set = (v: number) => { [n] = [v] }; export const both = () => n + b()',
      'b.ts': 'import { n } from "./a"; export function b() { return n * 10 }; export default 9',
    }
    expect(await invoke(files)).toEqual([5, 5, 55, ['again', 'both', 'n', 'set', 'b']])
  })

  test('of a cycle of stars are all there in the end', async () => {
    const files = {
      'index.ts':
        'import { one, two } from "./a"; import * as b from "./b"; export const handler = () => [one, two, b.one]',
      'a.ts': 'export * from "./b"; export const one = 1',
      'b.ts': 'export * from "./a"; export const two = 2',
    }
    expect(await invoke(files)).toEqual([1, 2, 1])
  })

  test('are told from locals of the same name', async () => {
    const files = {
      'index.ts': `import { x, y } from './x'
const out: unknown[] = [x]
function f(x: number) { return x }
out.push(f(2), ((x) => x)(3), (() => { var x = 4; return x })(), (() => { { let x = 5; out.push(x) } return x })())
for (const x of [6]) out.push(x)
try { throw 7 } catch (x) { out.push(x) }
switch (1) { case 1: const x = 8; out.push(x) }
out.push((function x() { return typeof x })(), (class y { static n = y.name }).n, { x }.x, { x: 9 }.x, ((q = x) => { var x = 1; return q })())
class K { x = x; static { const x = 10; out.push(x) } m() { return this.x } }
out.push(new K().m(), ((a) => { ({ x: a.v } = { x: 11 }); return a.v })({}), ((o) => { const { x: z = x } = o; return z })({}))
label: for (;;) { function x() { return 12 } out.push(x()); break label }
export { x as renamed }
export const handler = () => out`,
      'x.ts': 'export const x = "x", y = "y"',
    }
    expect(await invoke(files)).toEqual([
      'x',
      5,
      2,
      3,
      4,
      'x',
      6,
      7,
      8,
      'function',
      'y',
      'x',
      9,
      'x',
      10,
      'x',
      11,
      'x',
      12,
    ])
  })

  test('are called without the module as this, also at the start of a line', async () => {
    const files = {
      'index.js':
        'import f, { g as h } from "./f"\nconst a = 1\nh()\nconst t = h`x`\nexport const handler = () => [f(), h(), t, new h().made, h?.()]',
      'f.js':
        'export default function () { return this === undefined }\nexport function g() { if (new.target) this.made = 1; else return this === undefined }',
    }
    expect(await invoke(files)).toEqual([true, true, true, 1, true])
  })

  test('can not be assigned', async () => {
    const files = {
      'index.js': 'import { x } from "./x"\nexport const handler = () => { try { x = 2 } catch (e) { return e.name } }',
      'x.js': 'export let x = 1',
    }
    expect(await invoke(files)).toBe('TypeError')
  })

  test('of default exports have names', async () => {
    const files = {
      'index.js':
        'import a from "./a"\nimport b from "./b"\nimport c from "./c"\nimport d from "./d"\nexport const handler = () => [a.name, b.name, c.name, d]',
      'a.js': 'export default () => 1',
      'b.js': 'export default class {}',
      'c.js': 'export /* x */ default /* y */ async function () {}',
      'd.js': 'export default (1, 2)\n;[].x',
    }
    expect(await invoke(files)).toEqual(['default', 'default', 'default', 2])
  })

  test('removed declarations join no lines', async () => {
    const files = {
      'index.js':
        'let n = 0\nconst f = () => n++\nf()\nimport "./x"\n(f)()\nexport { n }\n[f()]\nf()\nexport * from "./x"\n`a`\nexport const handler = () => n',
      'x.js': 'export {}',
    }
    expect(await invoke(files)).toBe(4)
  })
})

describe('CommonJS', () => {
  test('and ES modules import each other', async () => {
    const files = {
      'index.mjs':
        'import cjs, { a } from "./c.cjs"; import * as ns from "./c.cjs"; import data, { k } from "./d.json"; import { createHash } from "node:crypto"; import crypto from "crypto"; export const handler = () => [cjs.a, a, ns.default === cjs, data.k, k, createHash, crypto.createHash]',
      'c.cjs': 'const esm = require("./e.mjs"); exports.a = [esm.default, esm.named, esm.__esModule, require("./d").k]',
      'e.mjs': 'export default 1; export const named = 2',
      'd.json': '{ "k": 3 }',
    }
    const a = [1, 2, true, 3]
    expect(await invoke(files, { builtin: (name) => ({ createHash: `hash of ${name}` }) })).toEqual([
      a,
      a,
      true,
      3,
      3,
      'hash of crypto',
      'hash of crypto',
    ])
  })

  test('compiled from ES modules gives its default as bundlers do, and as Node in .mjs', async () => {
    const c = 'Object.defineProperty(exports, "__esModule", { value: true }); exports.default = 7'
    const index = 'import c from "./c.cjs"; export const handler = () => typeof c'
    expect(await invoke({ 'index.ts': index, 'c.cjs': c })).toBe('number')
    expect(await invoke({ 'index.mjs': index, 'c.cjs': c })).toBe('object')
  })

  test('cycles see what is there so far', async () => {
    const files = {
      'index.js':
        'exports.early = 1; const b = require("./b"); exports.late = 2; exports.handler = () => [b.seen, b.now()]',
      'b.js': 'const a = require("./index"); exports.seen = Object.keys(a); exports.now = () => a.late',
    }
    expect(await invoke(files)).toEqual([['early'], 2])
  })

  test('can not require what waits', async () => {
    const files = {
      'index.js':
        'exports.handler = async () => { try { require("./b") } catch (e) { return [e.code, (await import("./b")).v, require("./b").v] } }',
      'b.mjs': 'export { v } from "./c.mjs"',
      'c.mjs': 'export const v = await 3',
    }
    expect(await invoke(files)).toEqual(['ERR_REQUIRE_ASYNC_MODULE', 3, 3])
  })

  test('finds modules by a name made up while it runs only among those of Node', async () => {
    const files = {
      'index.js': 'exports.handler = (name) => { try { return require(name).name } catch (e) { return e.code } }',
      'lib.js': '',
    }
    expect(await invoke(files, {}, 'node:util')).toBe('util')
    expect(await invoke(files, {}, './lib')).toBe('MODULE_NOT_FOUND')
    expect(await invoke(files, {}, '@aws-sdk/client-sqs')).toBe('@aws-sdk/client-sqs')
  })

  test('has resolve, and no main', async () => {
    const files = {
      'index.js':
        'exports.handler = () => [require.resolve("./a"), require.resolve("path"), require.main === module, module.id, typeof exports]',
      'a.js': '',
    }
    const { handler } = await loadFunction(files)
    expect(handler.ok && handler.value()).toEqual(['/var/task/a.js', 'path', false, '/var/task/index.js', 'object'])
  })
})

describe('dynamic imports', () => {
  test('share modules with the static ones and wait for each other', async () => {
    const files = {
      'index.ts':
        'import { n } from "./n"; export const handler = async () => { const all = await Promise.all([import("./slow"), import("./slow"), import("./n")]); return [all[0] === all[1], all[0].v, all[2].n === n] }',
      'n.ts': 'export const n = {}',
      'slow.ts': 'import "./n"; export const v = await new Promise((r) => setTimeout(r, 1, 4))',
    }
    expect(await invoke(files)).toEqual([true, 4, true])
  })

  test('of two ends of a cycle both end', async () => {
    const files = {
      'index.ts':
        'export const handler = async () => { const [a, b] = await Promise.all([import("./a"), import("./b")]); return [a.a, b.b] }',
      'a.ts': 'import "./slow"; import "./b"; export const a = 1',
      'b.ts': 'import "./slow"; import "./a"; export const b = 2',
      'slow.ts': 'await null; await null',
    }
    expect(await invoke(files)).toEqual([1, 2])
  })
})
