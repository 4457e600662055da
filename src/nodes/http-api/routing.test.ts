import { describe, expect, test } from 'vitest'
import { matchRoute } from './routing.ts'

const route = (key: string) => {
  const [method = '', path = '$default'] = key.split(' ')
  return key === '$default' ? { method: 'ANY', path: '$default' } : { method, path }
}

/** The key of the picked route and its variables. */
function pick(keys: readonly string[], request: string): string {
  const [method = '', path = ''] = request.split(' ')
  const found = matchRoute(keys.map(route), method, path)
  if (!found) return 'none'
  const key = found.route.path === '$default' ? '$default' : `${found.route.method} ${found.route.path}`
  const variables = Object.entries(found.pathParameters).map(([name, value]) => ` ${name}=${value}`)
  return key + variables.join('')
}

const ALL = ['GET /pets/dog', 'ANY /pets/{id}', 'GET /pets/{proxy+}', 'ANY /{proxy+}', '$default']

describe('the route an HTTP API picks', () => {
  test.each([
    ['an exact path first', ALL, 'GET /pets/dog', 'GET /pets/dog'],
    ['then one with a variable', ALL, 'GET /pets/7', 'ANY /pets/{id} id=7'],
    ['and so for another method', ALL, 'POST /pets/dog', 'ANY /pets/{id} id=dog'],
    ['then a greedy one, the longer first', ALL, 'GET /pets/7/toys', 'GET /pets/{proxy+} proxy=7/toys'],
    ['of which the shorter takes what is left', ALL, 'POST /pets/7/toys', 'ANY /{proxy+} proxy=pets/7/toys'],
    ['$default last', ALL, 'GET /', '$default'],
    ['the method itself before ANY', ['ANY /a', 'GET /a'], 'GET /a', 'GET /a'],
    ['ANY for the other methods', ['ANY /a', 'GET /a'], 'PUT /a', 'ANY /a'],
    ['an exact path with ANY before a variable with the method', ['ANY /a/b', 'GET /a/{x}'], 'GET /a/b', 'ANY /a/b'],
    ['the more exact of two with variables', ['GET /{x}/b', 'GET /a/{x}'], 'GET /a/b', 'GET /a/{x} x=b'],
    ['several variables', ['GET /u/{user}/o/{order}'], 'GET /u/7/o/9', 'GET /u/{user}/o/{order} user=7 order=9'],
    ['the root', ['GET /'], 'GET /', 'GET /'],
    ['no other method', ['GET /a'], 'POST /a', 'none'],
    ['no longer path', ['GET /a'], 'GET /a/b', 'none'],
    ['no shorter path', ['GET /a/b'], 'GET /a', 'none'],
    ['no empty variable', ['GET /a/{x}'], 'GET /a/', 'none'],
    ['no empty rest for a greedy variable', ['GET /a/{x+}'], 'GET /a/', 'none'],
    ['letters as they are written', ['GET /A'], 'GET /a', 'none'],
    ['variables percent-decoded', ['GET /{x}'], 'GET /a%20b%2Fc', 'GET /{x} x=a b/c'],
    ['malformed escapes as they were sent', ['GET /{x}'], 'GET /%zz', 'GET /{x} x=%zz'],
    ['a variable of any name', ['GET /{__proto__}'], 'GET /x', 'GET /{__proto__} __proto__=x'],
    ['nothing without routes', [], 'GET /', 'none'],
  ])('%s', (_, keys, request, expected) => {
    expect(pick(keys, request)).toBe(expected)
  })
})
