import { describe, expect, test } from 'vitest'
import { bundleFunctions } from './bundle-text.ts'
import { compileFunction } from './compile-function.ts'
import { cleanMessage, mapPlace, mapStack } from './map-stack.ts'
import { invoke, loadFunction } from './testing/run-function.ts'

const SOURCE = `import { fail } from './lib/fail'
export interface Event { readonly n: number }

class Thing<T extends object> {
  constructor(private readonly v: T) {}
  boom(): never { for (const x of [1]) { fail<T>(this.v, x) } throw 0 }
}
export const handler = async (event: Event): Promise<void> => {
  await null
  const make = (n: number): Thing<object> => new Thing({ n }); [event.n].map((n) => make(n).boom())
}
`
const FILES = {
  'index.ts': SOURCE,
  'lib/fail.ts':
    "export function fail<T>(v: T, n: number): never { const seen: T = v; throw new RangeError('no ' + n + typeof seen) }\n",
}

const stackOf = async (files: Readonly<Record<string, string>>, ...event: readonly unknown[]) => {
  const { handler, mapStack: map } = await loadFunction(files)
  if (!handler.ok) throw new Error(handler.error.errorMessage)
  try {
    await handler.value(...event)
  } catch (error) {
    if (error instanceof Error) return map(error.stack ?? '').split('\n')
  }
  return []
}

describe('a stack', () => {
  test('keeps the user’s frames at their lines and columns', async () => {
    const at = (line: number, text: string) => `${line}:${(SOURCE.split('\n')[line - 1] ?? '').indexOf(text) + 1}`
    expect(await stackOf(FILES, { n: 1 })).toEqual([
      'RangeError: no 1object',
      `    at fail (/var/task/lib/fail.ts:1:${FILES['lib/fail.ts'].indexOf('new RangeError') + 1})`,
      `    at Thing.boom (/var/task/index.ts:${at(6, 'fail<T>')})`,
      `    at /var/task/index.ts:${at(10, 'boom()')}`,
      `    at handler (/var/task/index.ts:${at(10, 'map(')})`,
    ])
  })

  test('is the same for a file that needs no translation', async () => {
    const files = { 'index.js': 'exports.handler = () => { const f = (x) => x(); f(() => null.x) }' }
    expect(await stackOf(files)).toEqual([
      "TypeError: Cannot read properties of null (reading 'x')",
      '    at /var/task/index.js:1:62',
      '    at f (/var/task/index.js:1:44)',
      '    at exports.handler (/var/task/index.js:1:49)',
    ])
  })

  test('counts the line separators inside strings as the source does', async () => {
    const files = { 'index.js': 'const a = "\u2028", b = `\u2029`\nexports.handler = () => { throw new Error(a + b) }' }
    expect((await stackOf(files)).at(-1)).toBe('    at exports.handler (/var/task/index.js:2:33)')
  })

  test('is read in the forms of Chromium and of Node', () => {
    const { compiled } = compileFunction({ 'a.js': 'first\nsecond\nthird' }, 'a.handler')
    const bundle = bundleFunctions([{ key: 'A', compiled }])
    const [module] = bundle.lines
    const line = (module?.firstLine ?? 0) + 1 + 100
    for (const script of [
      'blob:null/9b1c-77',
      'file:///srv/run.js',
      '/srv/a (b)/run.js',
      'http://localhost:4173/w.js',
    ]) {
      const options = { lines: bundle.lines, lineOffset: 100, isBundle: (name: string) => name === script }
      const stack = [
        'Error: one',
        '    at two lines',
        'more',
        `    at f (${script}:${line}:3)`,
        `    at ${script}:${line + 1}:1`,
        `    at async ${script}:${line}:2`,
        `    at async Promise.all (index 0)`,
        `    at async Object.g [as h] (${script}:${line}:4)`,
        `    at new K (${script}:${line}:5)`,
        '    at Array.map (<anonymous>)',
        `    at eval (eval at k (${script}:${line}:3), <anonymous>:1:1)`,
        `    at factory (${script}:${line - 1}:5)`,
        `    at tail (${script}:${line + 2}:4)`,
        `    at kernel (${script}:7:1)`,
        '    at node:internal/process/task_queues:95:5',
        '    at elsewhere (other.js:4:4)',
      ]
      expect(mapStack(stack.join('\n'), options).split('\n')).toEqual([
        'Error: one',
        '    at two lines',
        'more',
        '    at f (/var/task/a.js:2:3)',
        '    at /var/task/a.js:3:1',
        '    at async /var/task/a.js:2:2',
        '    at async Object.g [as h] (/var/task/a.js:2:4)',
        '    at new K (/var/task/a.js:2:5)',
      ])
      expect(mapPlace(options, line, 3)).toEqual({ functionKey: 'A', file: 'a.js', line: 2, column: 3 })
      expect(mapPlace(options, 1, 1)).toBeUndefined()
    }
  })

  test('carries no names of ours', async () => {
    const files = {
      'index.ts': 'import { x } from "./x"\nexport const handler = () => x()',
      'x.ts': 'export const x: any = 1',
    }
    await expect(invoke(files)).rejects.toThrow('is not a function')
    expect((await stackOf(files))[0]).toBe('TypeError: x is not a function')
    expect(cleanMessage('(0 , $faas_12.send) is not a function')).toBe('send is not a function')
  })
})
