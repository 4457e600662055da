// Lines as Node's util.format puts them together.
import { inspect } from './inspect.ts'
import { printPrimitive } from './inspect-text.ts'

const printPart = (value: unknown): string => (typeof value === 'string' ? value : inspect(value))

/** util.format: `%s %d %i %f %j %o %O %c %%`, the rest appended. */
export function format(first?: unknown, ...rest: readonly unknown[]): string {
  if (arguments.length === 0) return ''
  if (typeof first !== 'string') return [first, ...rest].map(printPart).join(' ')
  if (rest.length === 0) return first
  let used = 0
  const text = first.replace(/%[sdifjoOc%]/g, (directive) => {
    if (directive === '%%') return '%'
    if (used >= rest.length) return directive
    const value = rest[used++]
    switch (directive) {
      case '%s':
        return stringDirective(value)
      case '%d':
        return typeof value === 'bigint'
          ? `${value}n`
          : typeof value === 'symbol'
            ? 'NaN'
            : printPrimitive(Number(value))
      case '%i':
        return typeof value === 'bigint'
          ? `${value}n`
          : typeof value === 'symbol'
            ? 'NaN'
            : printPrimitive(Number.parseInt(String(value), 10))
      case '%f':
        return typeof value === 'symbol' ? 'NaN' : printPrimitive(Number.parseFloat(String(value)))
      case '%j':
        return jsonDirective(value)
      case '%o':
        return inspect(value, { depth: 4, showHidden: true })
      case '%O':
        return inspect(value)
      default:
        return ''
    }
  })
  return [text, ...rest.slice(used).map(printPart)].join(' ')
}

function stringDirective(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return printPrimitive(value)
  const own: unknown = Reflect.get(value, 'toString')
  const isOwn =
    typeof own === 'function' &&
    own !== Object.prototype.toString &&
    own !== Array.prototype.toString &&
    !(value instanceof Date)
  return isOwn ? String(value) : inspect(value, { depth: 0, compact: 3 })
}

function jsonDirective(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'undefined'
  } catch (error) {
    if (error instanceof TypeError && error.message.includes('circular')) return '[Circular]'
    throw error
  }
}
