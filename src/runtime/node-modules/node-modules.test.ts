// Against Node's own: what handlers get of Node's modules answers as Node does.
import crypto from 'node:crypto'
import path from 'node:path'
import querystring from 'node:querystring'
import url from 'node:url'
import util from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { format } from '../environment/format.ts'
import { inspect } from '../environment/inspect.ts'
import { createCryptoModule } from './crypto.ts'
import { isDeepStrictEqual } from './deep-equal.ts'
import { createPathModule } from './path.ts'
import { createQuerystringModule } from './querystring.ts'
import { createUrlModule } from './url.ts'

type Call = (...args: unknown[]) => unknown

const circular: Record<string, unknown> = { name: 'loop' }
circular['self'] = circular
const SAMPLES: readonly unknown[] = [
  null,
  undefined,
  true,
  0,
  -0,
  1.5,
  10n,
  'text',
  "it's",
  'a\nb',
  Symbol('s'),
  [],
  {},
  [1, 2, [3, [4, [5]]]],
  { a: { b: { c: { d: 1 } } } },
  Object.assign([], { 0: undefined, 2: null, length: 3 }),
  new Map([['a', { b: 1 }]]),
  new Set([1, 'x']),
  new Date(0),
  new Date(Number.NaN),
  /x/gi,
  () => 1,
  function named() {},
  class Shape {},
  async () => undefined,
  Object.create(null),
  { 'a-b': 1, [Symbol('k')]: 2 },
  circular,
  new Uint8Array(3),
  {
    get a() {
      return 1
    },
    set b(_: number) {},
  },
  [['x'.repeat(30), 'y'.repeat(30), 'z'.repeat(30)]],
  { long: 'x'.repeat(40), other: 'y'.repeat(40) },
  new (class Point {
    x = 1
  })(),
  [new Map([[{ k: 1 }, new Set([[1]])]])],
  Object.assign([1], { extra: true }),
  new String('boxed'),
  { n: Number.NaN },
]

test.each(SAMPLES.map((value, index) => [index, value] as const))(
  'value %i is printed as Node prints it',
  (_, value) => {
    expect(inspect(value)).toBe(util.inspect(value))
  },
)

test('any JSON is printed as Node prints it, but that long arrays stay unaligned', () => {
  const isShort = (value: unknown): boolean =>
    typeof value !== 'object' ||
    value === null ||
    ((!Array.isArray(value) || value.length <= 6) && Object.values(value).every(isShort))
  const short = fc.jsonValue({ maxDepth: 4 }).filter(isShort)
  fc.assert(
    fc.property(short, (value) => {
      expect(inspect(value)).toBe(util.inspect(value))
    }),
    { numRuns: 300 },
  )
})

test.each([
  [['%s is %d', 'x', 4.5, 'more', { a: 1 }]],
  [['%j %o', { a: [1] }, 1]],
  [['100%', 1]],
  [['%i %f', '42.9px', '1.5']],
  [['%s', { a: { b: 1 } }]],
  [['%%', 1]],
  [['%s %s', 'only one']],
  [[1, 'two', { three: 3 }]],
  [['%c styled', 'css']],
  [[]],
  [['%O', { a: { b: { c: { d: 1 } } } }]],
])('format %j as Node does', (args: readonly unknown[]) => {
  expect((format as Call)(...args)).toBe((util.format as Call)(...args))
})

test('paths are taken apart and put together as POSIX does', () => {
  const mine = createPathModule() as Record<string, Call>
  const part = fc.array(fc.constantFrom('a', 'b.txt', '.', '..', '.x', 'c.tar.gz')).map((parts) => parts.join('/'))
  const theirs: Record<string, Call> = Object.fromEntries(
    Object.entries(path.posix).flatMap(([name, value]) => (typeof value === 'function' ? [[name, value as Call]] : [])),
  )
  fc.assert(
    fc.property(part, part, (a, b) => {
      for (const name of ['normalize', 'dirname', 'basename', 'extname', 'isAbsolute']) {
        expect([name, a, mine[name]?.(a)]).toEqual([name, a, theirs[name]?.(a)])
      }
      expect([a, b, mine['join']?.(a, b)]).toEqual([a, b, theirs['join']?.(a, b)])
      expect([a, b, mine['resolve']?.(`/${a}`, b)]).toEqual([a, b, theirs['resolve']?.(`/${a}`, b)])
      expect([a, b, mine['relative']?.(`/${a}`, `/${b}`)]).toEqual([a, b, theirs['relative']?.(`/${a}`, `/${b}`)])
    }),
  )
})

test('query strings are read and written as Node does', () => {
  const mine = createQuerystringModule() as Record<string, Call>
  const texts = ['a=1&b=2', 'a=1&a=2', 'a', '=x', 'a=%41+b', 'a=%zz', '', 'x=%E4%BD%A0']
  for (const text of texts) expect({ ...(mine['parse']?.(text) as object) }).toEqual({ ...querystring.parse(text) })
  for (const value of [{ a: 1, b: [2, 'x y'] }, { ä: "it's" }, {}])
    expect(mine['stringify']?.(value)).toBe(querystring.stringify(value as querystring.ParsedUrlQueryInput))
})

test("addresses are taken apart as Node's older parser does", () => {
  const mine = createUrlModule() as Record<string, Call>
  for (const text of ['http://user:pass@host:8080/p/a?x=1#h', 'https://host', '/path?x=1']) {
    const { href, host, hostname, port, pathname, search, hash, protocol, auth } = url.parse(text)
    expect(mine['parse']?.(text)).toMatchObject({ href, host, hostname, port, pathname, search, hash, protocol, auth })
  }
})

test("hashes and their keyed forms are Node's, in every encoding", () => {
  const mine = createCryptoModule({ draw: () => 0.5, uuid: () => 'u' }, (run) => run()) as Record<string, Call>
  const digest = (hash: unknown, encoding: string): unknown =>
    (hash as { update: Call }).update('héllo') && (hash as { digest: Call }).digest(encoding)
  for (const name of ['md5', 'sha1', 'sha256', 'sha384', 'sha512']) {
    for (const encoding of ['hex', 'base64', 'base64url']) {
      expect(digest(mine['createHash']?.(name), encoding)).toBe(digest(crypto.createHash(name), encoding))
      expect(digest(mine['createHmac']?.(name, 'key'), encoding)).toBe(digest(crypto.createHmac(name, 'key'), encoding))
    }
  }
})

test("deep equality agrees with Node's", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 2 }), fc.jsonValue({ maxDepth: 2 }), (a, b) => {
      expect(isDeepStrictEqual(a, b)).toBe(util.isDeepStrictEqual(a, b))
      expect(isDeepStrictEqual(a, structuredClone(a))).toBe(true)
    }),
  )
  expect(isDeepStrictEqual(new Map([[{ a: 1 }, 2]]), new Map([[{ a: 1 }, 2]]))).toBe(true)
  expect(isDeepStrictEqual(new Date(1), new Date(2))).toBe(false)
})
