import { Script } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { bundleFunctions } from './bundle-text.ts'
import { compileFile } from './compile-file.ts'
import { compileFunction } from './compile-function.ts'
import { FACTORY_PARAMETERS, reachableGlobals, SHADOWED_NAMES } from './scope-names.ts'
import { evaluateBundle, invoke, loadFunction } from './testing/run-function.ts'

const problemsOf = (path: string, source: string) => {
  const result = compileFile(path, source)
  return result.ok ? [] : result.error
}

describe('a file that cannot be compiled says where and why', () => {
  test.each([
    ['index.ts', 'const a: number = 1\nfoo(', 'syntax', 2, 5],
    ['index.ts', 'const a: number = 1\nconst b: string = }', 'syntax', 2, 19],
    ['index.js', 'const ok = 1\nlet x = `abc', 'syntax', 2, 10],
    ['index.js', 'let x = 1\nlet x = 2', 'syntax', 2, 5],
    ['index.ts', 'let yes: string = "1"; let yes = 2', 'syntax', 1, 28],
    ['index.js', 'export { nothing }', 'syntax', 1, 10],
    ['index.js', 'await = 1', 'syntax', 1, 7],
    ['index.ts', '@dec class A {}', 'decorator', 1, 1],
    ['index.ts', 'class A {\n  @dec m(): void {}\n}', 'decorator', 2, 3],
    ['index.ts', 'class A { accessor x = 1 }', 'accessor', 1, 20],
    ['index.ts', 'export const f = () => { using x = g() }', 'using', 1, 32],
    ['index.ts', 'type A = 1\nnamespace N { export const a = 1 }', 'namespace', 2, 1],
    ['index.ts', 'export namespace N.M { export function a() {} }', 'namespace', 1, 8],
    ['index.tsx', '', 'jsx', 1, 1],
    ['index.css', '', 'file-kind', 1, 1],
    ['index.mjs', 'return 1', 'top-level-return', 1, 1],
    ['index.js', 'foo()\u2028bar()', 'line-separator', 1, 6],
    ['index.js', 'const x = /(?<a>.)(?<a>.)/', 'syntax', 1, 12],
    ['index.js', 'const x = /[/', 'syntax', 1, 12],
    ['index.js', 'with (a) b', 'syntax', 1, 1],
    ['index.js', 'var a = 010', 'syntax', 1, 9],
    ['data.json', '{ "a": 1,\n  oops }', 'json', 2, 3],
    ['data.json', '{ "a": 1', 'json', 1, 9],
  ])('%s: %j is %s at %i:%i', (path, source, code, line, column) => {
    expect(problemsOf(path, source)).toMatchObject([{ file: path, code, line, column }])
  })

  test('types alone in a namespace are no problem', () => {
    expect(
      problemsOf(
        'index.ts',
        "declare namespace N { const a: 1 }\nnamespace T { export type X = 1 }\nconst s = 'namespace Q {'",
      ),
    ).toEqual([])
  })

  test('a file that is nested too deeply is not compiled', () => {
    const sources = ['['.repeat(100_000), `x${'.a'.repeat(5000)}`, `x${'=>x'.repeat(3000)}`, `1${'+1'.repeat(9000)}`]
    for (const path of ['index.js', 'index.ts']) {
      for (const source of sources) expect(problemsOf(path, source)).toMatchObject([{ code: 'too-deep', line: 1 }])
    }
  })

  test('a file above the limit is not compiled', () => {
    expect(problemsOf('index.js', ' '.repeat(10_000_001))).toMatchObject([{ code: 'too-large' }])
  })
})

/** Each tries to get out of its place in the joined text, or to stop the rest of it. */
const HOSTILE: readonly string[] = [
  '}); globalThis.escaped = 1; (function(){',
  '}).call(); globalThis.escaped = 1; (function(){',
  '*/}); globalThis.escaped = 1; /*',
  '/* */ }})}); globalThis.escaped = 1; /*',
  '/*',
  '//',
  '// \u2028 }); globalThis.escaped = 1; (function(){',
  '`',
  '`${',
  "'",
  '"',
  '"\\',
  '/',
  '/[',
  '<!--',
  '<!-- }); globalThis.escaped = 1;',
  '-->',
  '\n--> }); globalThis.escaped = 1;',
  'x\n/*\n*/--> y',
  'const a = 1, b = 2; if (a<!--b) {',
  '</script><script>globalThis.escaped = 1</script>',
  '"</script><script>globalThis.escaped = 1</script>"',
  '#!/usr/bin/env node\n}); globalThis.escaped = 1; (function(){',
  '\uFEFF}); globalThis.escaped = 1; (function(){',
  '\uFEFF#!node',
  'import.meta',
  'import.meta = 1',
  'export default }',
  'export default function () {',
  'return } globalThis.escaped = 1; {',
  'await 1; }); (async function(){',
  'super()',
  'super.x',
  'new.target',
  'yield',
  'let let = 1',
  'arguments.callee.caller',
  '$faas_define("other", "index.js", () => 1, {})',
  '\\u{24}faas_define("other", "index.js", () => 1, {})',
  'eval("}); globalThis.escaped = 1; (function(){")',
  '"\u2028"; "\u2029"; `\u2028`',
  '\u2029',
  'export { x as "}); globalThis.escaped = 1; //" }; const x = 1',
  'import { "}); globalThis.escaped = 1; //" as x } from "}); globalThis.escaped = 1; //"; x()',
  'export * from "\\u2028*/}); globalThis.escaped = 1;"',
  'export { x as __proto__ }; const x = 1',
  'class A { static { return } }',
  'label: label: 1',
  'break',
  '({ a: 1, a: 2, __proto__: 1, __proto__: 2 })',
  '/(?<n>a)|(?<n>b)/',
  '/(?i:a)/',
  '/\\p{Script=Nope}/u',
  'var \u{10D4A} = 1',
  'function f(a, a) {}',
  '0++',
  'delete x',
  '\0',
  '\ud800',
]

describe('no file breaks out of its place', () => {
  test('hostile files stop neither the others nor the script', async () => {
    const globals: Record<string, unknown> = globalThis
    const functions = HOSTILE.flatMap((source, index) =>
      ['index.js', 'index.ts', 'index.mjs'].map((file) => ({
        key: `${index}/${file}'"</script>\u2028`,
        compiled: compileFunction({ [file]: source }, 'index.handler').compiled,
      })),
    )
    const good = compileFunction({ 'index.ts': 'export const handler = () => "well"' }, 'index.handler').compiled
    const bundle = bundleFunctions([{ key: 'first', compiled: good }, ...functions, { key: 'last', compiled: good }])
    const registry = evaluateBundle(bundle)
    expect(globals.escaped).toBeUndefined()
    for (const { key, compiled } of functions) {
      expect([...registry.modulesOf(key).keys()]).toEqual(compiled.modules.map(({ path }) => path))
    }
    expect([...registry.modulesOf('last').keys()]).toEqual(['index.ts'])
    expect(registry.modulesOf('other').size).toBe(0)
    expect(bundle.text).not.toContain('<script>globalThis.escaped = 1</script>\u2028')
    for (const source of HOSTILE) {
      for (const path of ['index.js', 'index.ts']) {
        const result = compileFile(path, source)
        if (result.ok) expect(() => new Script(`(${result.value.text})`)).not.toThrow()
      }
    }
  })

  test('each of them alone fails at its init, or runs', async () => {
    for (const source of HOSTILE) {
      const { handler } = await loadFunction({ 'index.js': source })
      expect(handler.ok).toBe(false)
      if (!handler.ok) expect(handler.error.errorType).toMatch(/^(Runtime\.\w+|\w*Error)$/)
    }
  })
})

describe('what a handler may write', () => {
  test('every name of the scope and of the realm may be declared again', async () => {
    const names = [...FACTORY_PARAMETERS, ...SHADOWED_NAMES].filter((name) => !name.startsWith('$faas'))
    expect(new Set([...FACTORY_PARAMETERS, ...SHADOWED_NAMES]).size).toBe(
      FACTORY_PARAMETERS.length + SHADOWED_NAMES.length,
    )
    for (const [index, name] of names.entries()) {
      const kind = ['let', 'const', 'var'][index % 3]
      const declaration = index % 4 === 3 ? `function ${name}() {}` : `${kind} ${name} = 1`
      const source = `${declaration}\nexport const handler = () => typeof ${name}`
      expect(await invoke({ 'index.mjs': source })).toBe(index % 4 === 3 ? 'function' : 'number')
    }
  })

  test('the realm is out of sight', async () => {
    const names = SHADOWED_NAMES.map((name) => `typeof ${name}`).join(',')
    expect(
      new Set([...String(await invoke({ 'index.js': `exports.handler = () => [${names}].join()` })).split(',')]),
    ).toEqual(new Set(['undefined']))
    const assigned = 'export const handler = () => { try { location = 1 } catch (e) { return e.name } }'
    expect(await invoke({ 'index.mjs': assigned })).toBe('TypeError')
    const bare =
      'export const handler = () => [typeof this, typeof arguments[0], (function () { return typeof this })()]'
    expect(
      await invoke({ 'index.mjs': `const top = [typeof this, arguments.length]; ${bare}; export { top }` }),
    ).toEqual(['undefined', 'undefined', 'undefined'])
    expect(reachableGlobals(['Array', 'fetch', 'postMessage', 'NewApi'])).toEqual(['NewApi'])
  })

  test('CommonJS has its exports as this, and a hashbang and a mark do no harm', async () => {
    expect(
      await invoke({ 'index.js': '\uFEFF#!/usr/bin/env node\r\nthis.handler = () => __filename + __dirname' }),
    ).toBe('/var/task/index.js/var/task')
  })

  test('import.meta, top-level await and dynamic imports work', async () => {
    const files = {
      'lib/index.ts': `const { two } = await import('./two.js')
export const handler = async () => [import.meta.url, import.meta.dirname, two, (await import('./data.json', { with: { type: 'json' } })).default.x]`,
      'lib/two.ts': 'export const two: number = 2',
      'lib/data.json': '{ "x": "\u2028", "__proto__": 1 }',
    }
    const { handler } = await loadFunction(files, 'lib/index.handler')
    expect(handler.ok && (await handler.value())).toEqual([
      'file:///var/task/lib/index.ts',
      '/var/task/lib',
      2,
      '\u2028',
    ])
  })

  test('TypeScript is taken away and enums stay', async () => {
    const source = `
import type { Context } from 'aws-lambda'
export enum Colour { Red, Green = 'green' }
const enum Size { S = 3 }
abstract class Base<T> { abstract m(): T; constructor(protected readonly v: T, public w?: number) {} declare q: string }
class Real extends Base<string> { override m(): string { return this.v! as string } }
function over(a: string): string
function over(a: number): string
function over(a: unknown): string { return String(a satisfies unknown) }
const generic = <T,>(x: T): x is T => true
let definite!: number
declare global { interface Window { x: 1 } }
export type { Context }
export const handler = async (event: unknown, _context?: Context): Promise<unknown> =>
  [Colour.Red, Colour.Green, Size.S, new Real('v', 2).m(), over(1), generic<number>(1), (<string>event)?.length, definite]
`
    expect(await invoke({ 'index.ts': source }, {}, 'abc')).toEqual([0, 'green', 3, 'v', '1', true, 3, undefined])
  })

  test('lines keep their places', () => {
    const source =
      'import {\n  a,\n  type B,\n} from "./x"\n\nexport default\n  function () {\n    a()\n  }\nexport {\n  a\n}\n'
    const result = compileFile('index.ts', source)
    expect(result.ok && result.value.text.split('\n').length).toBe(source.split('\n').length + 1)
    expect(result.ok && result.value.lineMap.length).toBe(source.split('\n').length)
  })
})
