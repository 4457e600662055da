import { describe, expect, test } from 'vitest'
import { compileFunction } from './compile-function.ts'
import { resolveSpecifier } from './resolve.ts'
import { loadFunction } from './testing/run-function.ts'

const manifest = (value: object): string => JSON.stringify(value)

const TASK: Readonly<Record<string, string>> = {
  'package.json': manifest({ imports: { '#lib/*': './lib/*.js', '#sdk': '@aws-sdk/client-sqs', '#none': null } }),
  'index.ts': '',
  'lib/a.ts': '',
  'lib/b.mts': '',
  'lib/c.js': '',
  'lib/d.json': '{}',
  'lib/e/index.ts': '',
  'lib/f.ts': '',
  'lib/f.js': '',
  'lib/g/package.json': manifest({ main: './main' }),
  'lib/g/main.js': '',
  'node_modules/plain/package.json': manifest({ main: 'lib' }),
  'node_modules/plain/lib/index.js': '',
  'node_modules/plain/extra.js': '',
  'node_modules/bare/index.js': '',
  'node_modules/dual/package.json': manifest({
    exports: {
      '.': { import: { types: './x.d.ts', default: './esm.mjs' }, require: './cjs.cjs' },
      './deep/*': './src/*.js',
      './deep/secret/*': null,
      './browser': { browser: './b.js', node: './n.js' },
      './list': ['./absent-is-no-fallback.js'],
      './escape': '../../index.ts',
    },
  }),
  'node_modules/dual/esm.mjs': '',
  'node_modules/dual/cjs.cjs': '',
  'node_modules/dual/src/one.js': '',
  'node_modules/dual/src/secret/one.js': '',
  'node_modules/dual/n.js': '',
  'node_modules/@scope/sugar/package.json': manifest({ exports: './main.js' }),
  'node_modules/@scope/sugar/main.js': '',
  'node_modules/broken/package.json': '{',
  'node_modules/broken/index.js': '',
  'node_modules/punycode/index.js': '',
  'node_modules/plain/node_modules/bare/index.js': '',
  'node_modules/@aws-sdk/client-sqs/index.js': '',
}

describe('a specifier is resolved as Node and the bundlers do', () => {
  test.each([
    ['index.ts', './lib/a', 'import', 'lib/a.ts'],
    ['index.ts', './lib/a.js', 'import', 'lib/a.ts'],
    ['index.ts', './lib/a.ts', 'import', 'lib/a.ts'],
    ['index.ts', './lib/b.mjs', 'import', 'lib/b.mts'],
    ['index.ts', './lib/c', 'require', 'lib/c.js'],
    ['index.ts', './lib/d', 'require', 'lib/d.json'],
    ['index.ts', './lib/e', 'import', 'lib/e/index.ts'],
    ['index.ts', './lib/e/', 'import', 'lib/e/index.ts'],
    ['index.ts', './lib/f', 'import', 'lib/f.ts'],
    ['index.ts', './lib/f.js', 'import', 'lib/f.js'],
    ['index.ts', './lib/g', 'require', 'lib/g/main.js'],
    ['index.ts', '/var/task/lib/a.js', 'import', 'lib/a.ts'],
    ['lib/e/index.ts', '..//./a', 'import', 'lib/a.ts'],
    ['lib/e/index.ts', '../..', 'import', 'index.ts'],
    ['lib/e/index.ts', '.', 'import', 'lib/e/index.ts'],
    ['index.ts', '#lib/a', 'import', 'lib/a.js'],
    ['index.ts', 'plain', 'import', 'node_modules/plain/lib/index.js'],
    ['index.ts', 'plain/extra', 'require', 'node_modules/plain/extra.js'],
    ['lib/e/index.ts', 'bare', 'import', 'node_modules/bare/index.js'],
    ['node_modules/plain/lib/index.js', 'bare', 'require', 'node_modules/plain/node_modules/bare/index.js'],
    ['index.ts', 'dual', 'import', 'node_modules/dual/esm.mjs'],
    ['index.ts', 'dual', 'require', 'node_modules/dual/cjs.cjs'],
    ['index.ts', 'dual/deep/one', 'import', 'node_modules/dual/src/one.js'],
    ['index.ts', 'dual/browser', 'import', 'node_modules/dual/n.js'],
    ['index.ts', '@scope/sugar', 'import', 'node_modules/@scope/sugar/main.js'],
    ['index.ts', 'broken', 'import', 'node_modules/broken/index.js'],
    ['index.ts', 'punycode', 'require', 'node_modules/punycode/index.js'],
  ] as const)('from %s, %s (%s) is %s', (importer, specifier, kind, path) => {
    const expected = path === 'lib/a.js' ? { kind: 'missing' } : { kind: 'file', path }
    expect(resolveSpecifier(TASK, importer, specifier, kind)).toMatchObject(expected)
  })

  test.each([
    ['node:crypto', { kind: 'builtin', name: 'crypto' }],
    ['timers/promises', { kind: 'builtin', name: 'timers/promises' }],
    ['@aws-sdk/client-sqs', { kind: 'provided', name: '@aws-sdk/client-sqs' }],
    ['#sdk', { kind: 'provided', name: '@aws-sdk/client-sqs' }],
    ['fs', { kind: 'missing', problem: 'unavailable-module' }],
    ['async_hooks', { kind: 'missing', problem: 'unavailable-module' }],
    ['node:async_hooks', { kind: 'missing', problem: 'unavailable-module' }],
    ['node:sqlite', { kind: 'missing', problem: 'unavailable-module' }],
    ['@aws-sdk/client-ses', { kind: 'missing', problem: 'unavailable-package' }],
    ['left-pad', { kind: 'missing', problem: 'missing-package', errorCode: 'ERR_MODULE_NOT_FOUND' }],
    ['./nowhere', { kind: 'missing', problem: 'missing-module' }],
    ['../outside', { kind: 'missing', problem: 'missing-module' }],
    ['/etc/passwd', { kind: 'missing', problem: 'missing-module' }],
    ['dual/deep/secret/one', { kind: 'missing' }],
    ['dual/unlisted', { kind: 'missing' }],
    ['dual/list', { kind: 'missing' }],
    ['dual/escape', { kind: 'missing' }],
    ['#none', { kind: 'missing' }],
    ['__proto__', { kind: 'missing' }],
    ['constructor', { kind: 'missing' }],
    ['./__proto__', { kind: 'missing' }],
    ['', { kind: 'missing' }],
  ])('%s is told apart', (specifier, expected) => {
    expect(resolveSpecifier(TASK, 'index.ts', specifier, 'import')).toMatchObject(expected)
  })

  test('a module of Node that is not here is named, with those that are', () => {
    const { problems } = compileFunction(
      { 'index.ts': 'import { readFileSync } from "node:fs"\nexport const handler = () => readFileSync' },
      'index.handler',
    )
    expect(problems).toMatchObject([
      { file: 'index.ts', line: 1, column: 30, code: 'unavailable-module', args: { specifier: 'node:fs' } },
    ])
    expect(problems[0]?.message).toContain('crypto, events')
  })
})

const failureOf = async (files: Readonly<Record<string, string>>, handler = 'index.handler') => {
  const loaded = await loadFunction(files, handler)
  return loaded.handler.ok ? undefined : loaded.handler.error
}

describe('a function that cannot start fails at its init, in the words of Lambda', () => {
  test.each([
    [{ 'index.ts': 'export const other = 1' }, 'Runtime.HandlerNotFound', 'index.handler is undefined or not exported'],
    [{ 'index.js': 'exports.other = 1' }, 'Runtime.HandlerNotFound', 'index.handler is undefined or not exported'],
    [{ 'index.js': 'exports.handler = 1' }, 'Runtime.HandlerNotFound', 'index.handler is not a function'],
    [{}, 'Runtime.ImportModuleError', "Error: Cannot find module 'index'\nRequire stack:\n- /var/runtime/index.mjs"],
    [
      { 'index.js': 'require("./nope")' },
      'Runtime.ImportModuleError',
      "Error: Cannot find module './nope'\nRequire stack:\n- /var/task/index.js",
    ],
    [{ 'index.mjs': 'import "nope"' }, 'Error', "Cannot find package 'nope' imported from /var/task/index.mjs"],
    [{ 'index.js': 'const x = {' }, 'Runtime.UserCodeSyntaxError', 'SyntaxError: Unexpected token'],
    [
      { 'index.ts': 'import { b } from "./b"; export const handler = b', 'b.ts': 'export const c = 1' },
      'Runtime.UserCodeSyntaxError',
      "SyntaxError: The requested module './b' does not provide an export named 'b'",
    ],
    [
      { 'index.ts': 'import "./b"', 'b.ts': 'let x: = 1' },
      'Runtime.UserCodeSyntaxError',
      'SyntaxError: Unexpected token',
    ],
    [{ 'index.js': 'throw new TypeError("no")' }, 'TypeError', 'no'],
  ])('%j: %s', async (files, errorType, errorMessage) => {
    expect(await failureOf(files)).toMatchObject({ errorType, errorMessage })
  })

  test('a handler has to be file and export', async () => {
    for (const handler of ['index', '', '.handler', 'a/b', '../index.handler', 'index.']) {
      expect(await failureOf({ 'index.js': '' }, handler)).toMatchObject({
        errorType: 'Runtime.MalformedHandlerName',
        errorMessage: 'Bad handler',
      })
    }
  })

  test('a handler may be in a folder and inside an object', async () => {
    const files = { 'src/app.js': 'exports.api = { v: 2, get() { return this.v } }' }
    const { handler } = await loadFunction(files, 'src/app.api.get')
    expect(handler.ok && handler.value()).toBe(2)
  })

  test('the trace of a thrown error names the user’s lines', async () => {
    const failure = await failureOf({
      'index.ts': 'type A = 1\n\nconst f = (): never => { throw new Error("x") }\nf()',
    })
    expect(failure?.trace).toEqual([
      'Error: x',
      '    at f (/var/task/index.ts:3:32)',
      '    at Object.<anonymous> (/var/task/index.ts:4:1)',
    ])
  })

  test('what is only asked for later fails there, and is told before', async () => {
    const files = {
      'index.ts':
        'export const handler = async () => { try { await import("./bad") } catch (e) { return [e.name, e.message] } }',
      'bad.ts': 'const = 1',
    }
    const { handler, problems } = await loadFunction(files)
    expect(problems).toMatchObject([{ file: 'bad.ts', line: 1, code: 'syntax' }])
    expect(handler.ok && (await handler.value())).toEqual(['SyntaxError', 'Unexpected token (/var/task/bad.ts:1:7)'])
  })

  test('packages may ask for what is not there', () => {
    const files = { 'index.js': 'require("p")', 'node_modules/p/index.js': 'try { require("fs") } catch {}' }
    expect(compileFunction(files, 'index.handler').problems).toEqual([])
  })

  test('types passed on by TypeScript are no missing exports', () => {
    const files = {
      'index.ts':
        'export { T } from "./t"\nimport { T as U } from "./t"\nimport { T as V } from "./t"\nexport { U }\nlet v: V\nexport const handler = 1',
      't.ts': 'export type T = 1',
    }
    expect(compileFunction(files, 'index.handler').problems).toEqual([])
  })

  test('only what is reached is compiled, once', () => {
    const files = {
      'index.ts': 'import "./a"; import "./b"; export const handler = 1',
      'a.ts': 'import "./b"',
      'b.ts': 'import "./a"',
      'c.ts': 'const',
    }
    const { compiled, problems } = compileFunction(files, 'index.handler')
    expect(compiled.modules.map(({ path }) => path)).toEqual(['index.ts', 'a.ts', 'b.ts'])
    expect(problems).toEqual([])
  })
})
