// DynamoDB's numbers: exact decimals of 38 significant digits. They travel as text and are never a float here.
import { failure, type Result, success } from '#base'

/** Significant digits, and the powers of ten of the first of them: 1E-130 to 9.99…E+125. [V] */
const MAXIMUM_DIGITS = 38
const LARGEST_POWER = 125
const SMALLEST_POWER = -130
/** No number needs more characters; a longer text is refused before anything is made of it. */
const MAXIMUM_LENGTH = 1000

/** coefficient × 10^power; a coefficient that ends in no zero, or 0 × 10^0. */
export interface Decimal {
  readonly coefficient: bigint
  readonly power: number
}

const ZERO: Decimal = { coefficient: 0n, power: 0 }
const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/

/** The error is DynamoDB's sentence. [K] */
export function parseDecimal(text: string): Result<Decimal, string> {
  const parts = text.length > MAXIMUM_LENGTH ? null : NUMBER.exec(text)
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts ?? []
  if (!parts || whole.length + fraction.length === 0)
    return failure(
      text === ''
        ? 'The parameter cannot be converted to a numeric value'
        : `The parameter cannot be converted to a numeric value: ${text}`,
    )
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return success(ZERO)
  const power = Number(exponent) - fraction.length + (digits.length - significant.length)
  const coefficient = BigInt(significant)
  return inRange({ coefficient: sign === '-' ? -coefficient : coefficient, power }, significant.length)
}

function inRange(decimal: Decimal, digits: number): Result<Decimal, string> {
  const first = decimal.power + digits - 1
  if (digits > MAXIMUM_DIGITS) return failure('Attempting to store more than 38 significant digits in a Number')
  if (first > LARGEST_POWER)
    return failure('Number overflow. Attempting to store a number with magnitude larger than supported range')
  if (first < SMALLEST_POWER)
    return failure('Number underflow. Attempting to store a number with magnitude smaller than supported range')
  return success(decimal)
}

const digitsOf = ({ coefficient }: Decimal): string => String(coefficient < 0n ? -coefficient : coefficient)

export function addDecimals(a: Decimal, b: Decimal): Result<Decimal, string> {
  const power = Math.min(a.power, b.power)
  const scaled = ({ coefficient, power: own }: Decimal): bigint => coefficient * 10n ** BigInt(own - power)
  const sum = scaled(a) + scaled(b)
  if (sum === 0n) return success(ZERO)
  const digits = String(sum).replace('-', '')
  const significant = digits.replace(/0+$/, '')
  const zeros = digits.length - significant.length
  return inRange({ coefficient: sum / 10n ** BigInt(zeros), power: power + zeros }, significant.length)
}

export const negate = ({ coefficient, power }: Decimal): Decimal => ({ coefficient: -coefficient, power })

/** Without an exponent, as DynamoDB answers. [K] */
export function decimalText(decimal: Decimal): string {
  const digits = digitsOf(decimal)
  const { power } = decimal
  const sign = decimal.coefficient < 0n ? '-' : ''
  if (power >= 0) return `${sign}${digits}${'0'.repeat(power)}`
  const point = digits.length + power
  if (point > 0) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
  return `${sign}0.${'0'.repeat(-point)}${digits}`
}

/** One byte for two significant digits, one more, and one for a sign. [V] */
export function decimalBytes(text: string): number {
  const digits = text.replace(/[-.]/g, '').replace(/^0+|0+$/g, '')
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0)
}

const POWER_SHIFT = 500

/** A text that sorts among its like as the numbers do. */
export function decimalOrder(decimal: Decimal): string {
  if (decimal.coefficient === 0n) return '1'
  const digits = digitsOf(decimal)
  const power = decimal.power + digits.length + POWER_SHIFT
  if (decimal.coefficient > 0n) return `2${power}${digits}`
  const turned = Array.from(digits, (digit) => 9 - Number(digit)).join('')
  // What ends first is the larger one below zero.
  return `0${2 * POWER_SHIFT - power}${turned}~`
}
