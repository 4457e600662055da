// Numbers in patterns: which can be compared at all, and the small grammar of `numeric`. Source: event-ruler,
// ComparableNumber.java and JsonRuleCompiler.java [V].
import type { JsonReader } from './json-reader.ts'

/** Of bounds that are not there: no bound. */
export type NumericTest = (value: number) => boolean

/**
 * The number a text stands for. Numbers compare as doubles: a text that a double can't hold as written is refused, as is
 * one out of a double's range.
 */
export function comparableNumber(text: string): number | undefined {
  const value = Number(text)
  if (!Number.isFinite(value)) return undefined
  return sameDecimal(text, String(value)) ? value : undefined
}

/** The number in so many decimals, for services that look no further. */
export const rounded = (value: number, decimals: number | undefined): number =>
  decimals === undefined ? value : Math.round(value * 10 ** decimals) / 10 ** decimals

export const notComparable = (text: string): string => `Cannot compare number : ${text}`

function sameDecimal(left: string, right: string): boolean {
  const [a, b] = [decimalParts(left), decimalParts(right)]
  return a.digits === b.digits && (a.digits === '' || (a.exponent === b.exponent && a.negative === b.negative))
}

/** A decimal as its significant digits and the power of ten of the last one. */
function decimalParts(text: string) {
  const [mantissa = '', exponentText = '0'] = text.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.')
  const all = (whole + fraction).replace(/^0+/, '')
  const digits = all.replace(/0+$/, '')
  const exponent = Number(exponentText) - fraction.length + (all.length - digits.length)
  return { negative: text.startsWith('-'), digits, exponent }
}

const OPERATORS: Readonly<Record<string, (bound: number) => NumericTest>> = {
  '=': (bound) => (value) => value === bound,
  '<': (bound) => (value) => value < bound,
  '<=': (bound) => (value) => value <= bound,
  '>': (bound) => (value) => value > bound,
  '>=': (bound) => (value) => value >= bound,
}

/** What stands between the brackets of `numeric`: the reader is on the opening one, and ends on the closing one. */
export function readNumericExpression(reader: JsonReader, toNumber: (text: string) => number): NumericTest {
  if (reader.next() !== 'string') reader.refuse(`Invalid member in numeric match: ${reader.text}`)
  const operator = reader.text
  reader.next()
  const test = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined
  if (!test) reader.refuse(`Unrecognized numeric range operator: ${operator}`)
  if (reader.kind !== 'number') reader.refuse(`Value of ${operator === '=' ? 'equals' : operator} must be numeric`)
  const bottomText = reader.text
  const after = reader.next()
  if (after === ']') return test(toNumber(bottomText))
  if (operator !== '>' && operator !== '>=') reader.refuse('Too many elements in numeric expression')

  if (after !== 'string') reader.refuse(`Bad value in numeric range: ${reader.text}`)
  const upper = reader.text
  if (upper !== '<' && upper !== '<=') reader.refuse(`Bad numeric range operator: ${upper}`)
  if (reader.next() !== 'number') reader.refuse(`Value of ${upper} must be numeric`)
  const topText = reader.text
  if (reader.next() !== ']') reader.refuse('Too many terms in numeric range expression')
  const [bottom, top] = [toNumber(bottomText), toNumber(topText)]
  if (bottom >= top) reader.refuse('Bottom must be less than top')
  const above = test(bottom)
  return upper === '<' ? (value) => above(value) && value < top : (value) => above(value) && value <= top
}
