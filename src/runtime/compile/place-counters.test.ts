import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileFile } from './compile-file.ts'
import { BudgetSpent, invoke, loadFunction } from './testing/run-function.ts'

/** Each body returns a value that shows what it did; it runs once as it is and once counted. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'labels and continue':
    'const out = []; a: for (let i = 0; i < 3; i++) b: for (let j = 0; j < 3; j++) { if (j === 1) continue a; if (i === 2) break a; out.push([i, j]) } return out',
  'a label on a statement that is no loop': 'let x = 0; a: { x = 1; if (x) break a; x = 2 } return x',
  'a switch with declarations and falling through':
    'const out = []; for (const k of [1, 2, 3]) switch (k) { case 1: let y = k; out.push(y); case 2: out.push("two"); break; default: out.push("rest") } return out',
  'loops without braces':
    'let n = 0; for (let i = 0; i < 3; i++) n += i; while (n < 10) n++; do n++; while (n < 20) return n',
  'empty loops': 'let n = 0; for (; n++ < 5;); while (n++ < 9); do; while (n++ < 12) return n',
  'do while without a semicolon': 'let n = 0; do n++\nwhile (n < 3)\nreturn n',
  'an if between a loop and its else':
    'const out = []; if (true) for (const x of [1]) out.push(x); else out.push(0); if (false) while (true) out; else out.push(2); return out',
  'closures over a loop variable':
    'const fs = []; for (let i = 0; i < 3; i++) fs.push(() => i); return fs.map((f) => f())',
  'closures over a loop variable without braces':
    'const fs = []; for (const i of [1, 2]) fs.push(() => i * 2); return fs.map((f) => f())',
  'functions declared in a loop':
    'const out = []; for (let i = 0; i < 2; i++) { out.push(f()); function f() { return i } } return out',
  'for in over a prototype chain':
    'const out = []; const o = Object.create({ a: 1 }); o.b = 2; for (const k in o) out.push(k); return out',
  'an object as an arrow body': 'const f = (x) => ({ x, y: [x] }); return f(1)',
  'a sequence as an arrow body': 'const f = (x) => (x++, x * 2); return f(1)',
  'arrows that return arrows': 'const f = (a) => (b) => (c) => a + b + c; return f(1)(2)(3)',
  'an arrow with in':
    'const f = (k) => k in { a: 1 }; for (let g = (k) => (k in {}), i = 0; i < 1; i++) return [f("a"), g("a")]',
  'default parameters that see each other':
    'const f = (a, b = a + 1, { c = b, ...rest } = {}, [d = c] = []) => [a, b, c, d, rest]; return [f(1), f(1, 2, { c: 3, e: 4 }, [5])]',
  'lengths and names of functions':
    'const f = (a, b = 1) => {}; function g(a, b) {} class A { m = () => {}; static s = class {}; n = function () {} } const a = new A(); return [f.length, f.name, g.length, g.name, a.m.name, A.s.name, a.n.name, (() => {}).name]',
  'names given by default parameters of generators':
    'function* g(f = () => {}, c = class {}) { yield f.name; yield c.name } return [...g()]',
  'generators and return':
    'function* g() { try { const x = yield 1; yield x; yield* [3, 4] } finally { yield "end" } } const i = g(); return [i.next(), i.next(2), i.return(9), i.next()]',
  'default parameters of generators are evaluated at the call':
    'const log = []; function* g(a = log.push("a")) { log.push("body"); yield a } const i = g(); log.push("called"); i.next(); return log',
  'getters and setters':
    'const o = { _v: 1, get v() { return this._v }, set v(x) { this._v = x * 2 } }; o.v = 4; return o.v',
  'computed keys and their order':
    'const log = []; const k = (n) => (log.push(n), n); const o = { [k("a")]: k("1"), [k("b")]() {} }; class A { [k("x")] = k("3"); static [k("y")] = k("2"); [k("z")]() {} } new A(); return [log, Object.keys(o)]',
  'class fields, private names and static blocks':
    'class A { #n = 1; static count = 0; n2 = this.#n + 1; static { A.count = 5; for (let i = 0; i < 2; i++) A.count++ } static #s() { return "s" } get n() { return this.#n } has(o) { return #n in o } static s() { return A.#s() } } const a = new A(); return [a.n, a.n2, A.count, A.s(), a.has(a), a.has({})]',
  'a static block after comments with braces':
    'class A { static /* { */ v = 1; static /* { */ { /* } */ this.v++ } } return A.v',
  'inheritance and super':
    'class A { constructor(x) { this.x = x } m() { return "A" + this.x } } class B extends (class extends A {}) { f = super.m(); constructor() { super(7) } m() { return super.m() + "B" } } const b = new B(); return [b.m(), b.f]',
  'extending an expression':
    'const mix = (C) => class extends C { mixed = true }; class A extends mix(Object) {} return [new A().mixed, A.name]',
  'tagged templates': 'const t = (s, ...v) => [s.raw.join("|"), ...v]; return t`a$' + '{1}\\n$' + '{(() => 2)()}b`',
  'optional calls and chains':
    'const o = { f: (x) => x, n: null }; return [o?.f?.(1), o.n?.f(2), o.g?.(3), o?.["f"](4)]',
  'arguments and rest': 'function f(a, ...r) { return [arguments.length, r] } return f(1, 2, 3)',
  'new target': 'function F() { return { is: new.target === F } } return [new F().is, F.call({}).is]',
  'this in arrows': 'const o = { v: 1, f() { return [1].map(() => this.v) } }; return o.f()',
  'destructuring in catch and in for of':
    'const out = []; for (const [k, { v = 0 } = {}] of [["a", { v: 1 }], ["b"]]) out.push(k, v); try { throw { code: 3 } } catch ({ code }) { out.push(code) } return out',
  'finally overrides': 'const f = () => { for (;;) { try { return 1 } finally { break } } return 2 }; return f()',
  'a regular expression after a bracket':
    'const f = (x) => /a{2}/.test(x); if (f("aa")) /b/.test("b"); return [f("a"), 4 / 2 / 1]',
  'automatic semicolons': 'let a = 1\nlet b = a\n++a\nconst f = () => a\n;[b] = [f()]\nreturn [a, b]',
  'a directive in a function': 'function f() { "use strict"; return this } return f() === undefined',
  'a comment after an arrow body': 'const f = (x) => x // one\nconst g = (x) => x /* two */\nreturn [f(1), g(2)]',
  'nested conditional arrows': 'const f = (x) => x ? (y) => y : (z) => -z; return [f(1)(2), f(0)(2)]',
  'async arrows, for await and async generators':
    'return (async () => { async function* g() { yield 1; yield await 2 } const out = []; for await (const x of g()) out.push(x); for await (const x of [Promise.resolve(3)]) out.push(x); out.push(await (async (x) => x)(4)); return out })()',
  'the order of microtasks':
    'return (async () => { const log = []; const a = async (n) => { log.push(n); await null; log.push(n + "!") }; const p = [a("x"), a("y")]; queueMicrotask(() => log.push("m")); Promise.resolve().then(() => log.push("t")); await Promise.all(p); return log })()',
  'accessors on classes and symbols':
    'class A { static get [Symbol.species]() { return Array } *[Symbol.iterator]() { yield* [1, 2] } async *stream() { yield 1 } } return [[...new A()], A[Symbol.species] === Array]',
}

describe('counters', () => {
  for (const [name, body] of Object.entries(PROGRAMS)) {
    test(`change nothing about ${name}`, async () => {
      const plain: unknown = await new Function(`'use strict';${body}`)()
      const counted = await invoke({ 'index.js': `exports.handler = () => {${body}\n}` }, { scope: { queueMicrotask } })
      expect(counted).toEqual(plain)
      const module = `export function handler() {${body}\n}`
      expect(await invoke({ 'index.ts': module }, { scope: { queueMicrotask } })).toEqual(plain)
    })
  }

  test('change nothing about generated programs', async () => {
    const expression = fc.letrec<{ value: string; statement: string }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom('n', '1', 'i', 'acc.length'),
        fc.tuple(tie('value'), fc.constantFrom('+', '-', '*', '%', '<'), tie('value')).map((p) => `(${p.join(' ')})`),
        tie('value').map((v) => `((x) => ${v})(n)`),
        tie('value').map((v) => `(() => { return ${v} })()`),
        tie('value').map((v) => `[...(function* (q = ${v}) { yield q })()][0]`),
        tie('value').map((v) => `new (class { f = ${v} })().f`),
      ),
      statement: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        tie('value').map((v) => `acc.push(${v});`),
        tie('value').map((v) => `n = (n + ${v}) % 7;`),
        tie('statement').map((s) => `for (let i = 0; i < 2; i++) ${s}`),
        tie('statement').map((s) => `for (const i of [1, 2]) { ${s} }`),
        tie('statement').map((s) => `{ let k = 0; do ${s} while (k++ < 1) }`),
        tie('statement').map((s) => `{ let k = 2; while (k--) ${s} }`),
        fc.tuple(tie('value'), tie('statement'), tie('statement')).map(([v, a, b]) => `if (${v}) ${a} else ${b}`),
        tie('statement').map((s) => `l: for (const i of [1, 2, 3]) { ${s} if (i > 1) continue l; }`),
        tie('statement').map((s) => `try { ${s} throw n } catch (i) { ${s} } finally { acc.push(0); }`),
        tie('statement').map((s) => `switch (n) { case 1: ${s} case 2: ${s} break; default: acc.push(9); }`),
      ),
    }))
    await fc.assert(
      fc.asyncProperty(fc.array(expression.statement, { minLength: 1, maxLength: 4 }), async (statements) => {
        const body = `let n = 3, i = 0; const acc = []; ${statements.join('\n')}\nreturn acc.map(String).join()`
        const plain: unknown = new Function(`'use strict';${body}`)()
        expect(await invoke({ 'index.js': `exports.handler = () => {${body}\n}` })).toEqual(plain)
      }),
      { numRuns: 60, seed: 5 },
    )
  })

  test('keep module text that a script would read as a comment', async () => {
    const files = {
      'index.js':
        'export const handler = () => { let y = 3; const x = 9; return [x<!--y, y, "<!--", `-->`, /<!--/.source] }',
    }
    expect(await invoke(files)).toEqual([false, 2, '<!--', '-->', '<!--'])
  })

  test('count the same for the same work', async () => {
    const files = {
      'index.ts': 'export const handler = (n: number) => { let s = 0; for (let i = 0; i < n; i++) s += i; return s }',
    }
    const steps: number[] = []
    for (const n of [10, 10, 11]) {
      const loaded = await loadFunction(files)
      const before = loaded.meter.n
      if (loaded.handler.ok) loaded.handler.value(n)
      steps.push(before - loaded.meter.n)
    }
    expect(steps).toEqual([11, 11, 12])
  })
})

/** None of these would end. */
const RUNAWAYS: Readonly<Record<string, string>> = {
  'an empty loop': 'for (;;);',
  'a loop that catches': 'while (true) { try { while (true); } catch {} }',
  'a loop whose body is a try': 'while (true) try { null.x } catch {}',
  'a loop in finally': 'try { for (;;); } finally { for (;;); }',
  'a finally that goes on': 'for (;;) { try { for (;;); } finally { continue } }',
  'a do loop': 'do; while (true)',
  'loops nested in catches': 'a: for (;;) { try { for (;;) {} } catch { continue a } }',
  'recursion that catches': 'const f = () => { try { f() } catch { f() } }; f()',
  'recursion that doubles': 'const f = (n) => n === 0 ? 0 : f(n - 1) + f(n - 1); f(60)',
  'recursion through a getter': 'const o = { get a() { try { return this.a } catch { return this.a } } }; o.a',
  'recursion through default parameters of a generator': 'function* g(n, a = n > 0 && (g(n - 1), g(n - 1))) {} g(60)',
  'recursion through class fields':
    'class A { constructor(n) { this.n = n } } const make = []; let d = 0; class B { a = d < 60 && (d++, new B(), new B(), d--) } new B()',
  'recursion through computed keys': 'let d = 0; const f = () => class { [d < 60 && (d++, f(), f(), d--)] = 1 }; f()',
  'recursion through heritage':
    'let d = 0; class B { a = class extends (d < 60 && (d++, new B(), new B(), d--), Object) {} } new B()',
  'recursion through a static block': 'const f = () => { class A { static { try { f() } catch { f() } } } }; f()',
  'a static block': 'class A { static { for (;;); } }',
  'an endless generator, spread': 'function* g() { for (;;) yield 1 } return [...g()]',
  'an endless iterator': 'for (const x of { [Symbol.iterator]() { return { next() { return { done: false } } } } });',
  'an endless iterator, spread': 'Math.max(...{ [Symbol.iterator]() { return { next() { return {} } } } })',
  'a comparison that calls itself': 'const o = { valueOf() { try { return +o } catch { return +o } } }; +o',
  'a proxy that asks itself':
    'const p = new Proxy({}, { get(t, k, r) { try { return r[k] } catch { return r[k] } } }); p.a',
}

const ENDLESS_PROMISES: Readonly<Record<string, string>> = {
  'an async loop': 'for (;;) await null',
  'an async loop that catches': 'for (;;) { try { await null } catch {} }',
  'async recursion': 'const f = async () => { await null; return f() }; await f()',
  'promise recursion': 'const f = () => Promise.resolve().then(f); await f()',
  'promise recursion that catches': 'const f = () => Promise.resolve().then(f, f).catch(f); await f()',
  'a thenable that resolves with itself': 'await { then(resolve) { resolve(this) } }',
  'an endless async generator': 'async function* g() { for (;;) yield 1 } for await (const x of g());',
  'an async loop in finally': 'try { for (;;) await null } finally { for (;;) await null }',
}

describe('the budget ends', () => {
  for (const [name, body] of Object.entries(RUNAWAYS)) {
    test(name, async () => {
      const files = { 'index.js': `exports.handler = () => { ${body} }` }
      await expect(invoke(files, { steps: 20_000, scope: { Math } })).rejects.toThrow(BudgetSpent)
    })
  }
  for (const [name, body] of Object.entries(ENDLESS_PROMISES)) {
    test(name, async () => {
      const files = { 'index.ts': `export const handler = async () => { ${body} }` }
      await expect(invoke(files, { steps: 20_000 })).rejects.toThrow(BudgetSpent)
    })
  }
  test('a module that loops while it is loaded', async () => {
    await expect(invoke({ 'index.ts': 'for (;;);\nexport const handler = 1' })).rejects.toThrow(BudgetSpent)
    await expect(invoke({ 'index.ts': 'for (;;) await 1\nexport const handler = 1' })).rejects.toThrow(BudgetSpent)
  })
})

describe('a counter', () => {
  test.each(['$faas', '\\u0024faas', '$faas_define', '$faas_0'])('can not be named by a handler as %s', (name) => {
    for (const use of [
      `${name}.n = 1e9`,
      `const ${name} = 1`,
      `({ ${name} })`,
      `x => { ${name}: for (;;); }`,
      `o.${name}`,
    ]) {
      const result = compileFile('index.js', use)
      expect(result.ok ? [] : result.error.map(({ code }) => code)).toContain('reserved-name')
    }
  })
})
