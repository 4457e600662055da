import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareTexts } from './order.ts'
import { addDecimals, decimalBytes, decimalOrder, decimalText, negate, parseDecimal } from './decimal.ts'

const NINES = '9'.repeat(38)
const textOf = (text: string): string => {
  const read = parseDecimal(text)
  return read.ok ? decimalText(read.value) : read.error
}

test.each([
  ['1', '1'],
  ['+1', '1'],
  ['-0', '0'],
  ['0.0', '0'],
  ['007', '7'],
  ['1.50', '1.5'],
  ['.5', '0.5'],
  ['5.', '5'],
  ['1e3', '1000'],
  ['-12.5E-2', '-0.125'],
  ['100', '100'],
  [NINES, NINES],
  ['1E125', `1${'0'.repeat(125)}`],
  ['1E-130', `0.${'0'.repeat(129)}1`],
  ['0e999999999999', '0'],
  [`${NINES}000`, `${NINES}000`],
])('the number %s is kept as %s', (given, kept) => {
  expect(textOf(given)).toBe(kept)
})

test.each([
  ['', 'The parameter cannot be converted to a numeric value'],
  ['abc', 'The parameter cannot be converted to a numeric value: abc'],
  ['.', 'The parameter cannot be converted to a numeric value: .'],
  ['NaN', 'The parameter cannot be converted to a numeric value: NaN'],
  ['1 ', 'The parameter cannot be converted to a numeric value: 1 '],
  [`1${NINES}`, 'Attempting to store more than 38 significant digits in a Number'],
  ['1E126', 'Number overflow. Attempting to store a number with magnitude larger than supported range'],
  ['1E-131', 'Number underflow. Attempting to store a number with magnitude smaller than supported range'],
])('the number %o is refused', (given, sentence) => {
  expect(textOf(given)).toBe(sentence)
})

test.each([
  ['5', 2],
  ['123', 3],
  ['-123', 4],
  ['0', 1],
  ['0.0012', 2],
  ['1000000', 2],
])('the number %s takes %i bytes', (text, bytes) => {
  expect(decimalBytes(text)).toBe(bytes)
})

const decimals = fc
  .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.integer({ min: -60, max: 60 }))
  .map(([coefficient, power]) => `${coefficient}E${power}`)
const parsed = (text: string) => {
  const read = parseDecimal(text)
  if (!read.ok) throw new Error(read.error)
  return read.value
}
/** As a whole number of 10^-60. */
const scaled = (text: string): bigint => {
  const [coefficient = '0', power = '0'] = text.split('E')
  return BigInt(coefficient) * 10n ** BigInt(Number(power) + 60)
}

describe('whatever the numbers are', () => {
  test('their order texts sort as they do', () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        const order = Math.sign(compareTexts(decimalOrder(parsed(a)), decimalOrder(parsed(b))))
        const difference = scaled(a) - scaled(b)
        expect(order).toBe(difference > 0n ? 1 : difference < 0n ? -1 : 0)
      }),
    )
  })

  test('their sum is exact, or refused for its digits', () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        const sum = addDecimals(parsed(a), parsed(b))
        if (sum.ok) expect(decimalText(sum.value)).toBe(textOf(`${scaled(a) + scaled(b)}E-60`))
        else expect(textOf(`${scaled(a) + scaled(b)}E-60`)).toBe(sum.error)
      }),
    )
  })

  test('a number less itself is 0', () => {
    fc.assert(
      fc.property(decimals, (text) => {
        const none = addDecimals(parsed(text), negate(parsed(text)))
        expect(none.ok && decimalText(none.value)).toBe('0')
      }),
    )
  })
})
