// The order of strings, numbers and binary values, as keys are sorted by and comparisons go: strings and binary by bytes.
import type { AttributeValue } from './attribute-value.ts'
import { base64Characters } from './base64.ts'
import { decimalOrder, parseDecimal } from './decimal.ts'

const FIRST_SURROGATE = 0xd800
const LAST_SURROGATE = 0xdfff

/** Surrogates stand for characters above all others. */
const rank = (unit: number): number =>
  unit < FIRST_SURROGATE ? unit : unit <= LAST_SURROGATE ? unit + 0x2000 : unit - 0x800

/** The order of the texts' UTF-8 bytes. */
export function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const difference = a.charCodeAt(index) - b.charCodeAt(index)
    if (difference !== 0) return rank(a.charCodeAt(index)) - rank(b.charCodeAt(index))
  }
  return a.length - b.length
}

/** A text that sorts among those of its type as the values do; undefined for a type without an order. */
export function orderText(value: AttributeValue): string | undefined {
  if ('S' in value) return value.S
  if ('B' in value) return base64Characters(value.B)
  if (!('N' in value)) return undefined
  const decimal = parseDecimal(value.N)
  return decimal.ok ? decimalOrder(decimal.value) : undefined
}
