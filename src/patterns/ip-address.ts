// IP addresses as event-ruler compares them: as hexadecimal digits, four bytes or sixteen. Sources: event-ruler,
// CIDR.java [V]; texts partly recorded [R].

const IPV4_SHAPE = /^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$/
const IPV6_SHAPE = /^[0-9a-fA-F:]+$/
/** Java's parser takes no longer text for an IPv4 address [K]. */
const LONGEST_IPV4 = 15
const LARGEST_INT = 2_147_483_647

const looksLikeIp = (text: string): boolean => IPV4_SHAPE.test(text) || (text.includes(':') && IPV6_SHAPE.test(text))

/** The digits of an address, upper case; undefined for what is none. */
export function ipDigits(text: string): string | undefined {
  if (IPV4_SHAPE.test(text)) return ipv4Digits(text)
  return text.includes(':') && IPV6_SHAPE.test(text) ? ipv6Digits(text) : undefined
}

function ipv4Digits(text: string): string | undefined {
  if (text.length > LONGEST_IPV4) return undefined
  let digits = ''
  for (const part of text.split('.')) {
    const octet = Number(part)
    if (octet > 255) return undefined
    digits += hex(octet, 2)
  }
  return digits
}

function ipv6Digits(text: string): string | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = [groups(halves[0] ?? ''), groups(halves[1] ?? '')]
  if (!head || !tail) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  const digits = head.join('') + '0000'.repeat(missing) + tail.join('')
  // Java reads an IPv4 address in IPv6's clothing as IPv4.
  return digits.startsWith('00000000000000000000FFFF') ? digits.slice(24) : digits
}

function groups(text: string): readonly string[] | undefined {
  if (text === '') return []
  const parts = text.split(':')
  if (parts.some((part) => part === '' || part.length > 4)) return undefined
  return parts.map((part) => part.toUpperCase().padStart(4, '0'))
}

const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, '0')

export interface IpRange {
  readonly bottom: string
  readonly top: string
}

/** The range of a block, or the reason why the text names none. */
export function parseCidr(text: string): IpRange | string {
  const parts = text.split('/')
  // Java's split drops what is empty at the end.
  while (parts.at(-1) === '') parts.pop()
  const [address, mask] = parts
  if (parts.length !== 2 || address === undefined || mask === undefined) return "Malformed CIDR, one '/' required"
  const bits = /^[+-]?[0-9]+$/.test(mask) ? Number(mask) : Number.NaN
  if (Number.isNaN(bits) || Math.abs(bits) > LARGEST_INT) return 'Malformed CIDR, mask bits must be an integer'
  if (bits < 0) return 'Malformed CIDR, mask bits must not be negative'
  const digits = ipDigits(address)
  if (digits === undefined) return `${looksLikeIp(address) ? 'Invalid' : 'Nonstandard'} IP address: ${address}`
  if (digits.length === 8 && bits > 31) return 'IPv4 mask bits must be < 32'
  if (digits.length === 32 && bits > 127) return 'IPv6 mask bits must be < 128'
  return { bottom: bound(digits, bits, 0), top: bound(digits, bits, 15) }
}

/** The address with all bits behind the mask as in `fill`. */
function bound(digits: string, bits: number, fill: number): string {
  let result = ''
  for (let index = 0; index < digits.length; index++) {
    const kept = Math.min(4, Math.max(0, bits - index * 4))
    const mask = (0xf << (4 - kept)) & 0xf
    result += hex((Number.parseInt(digits.charAt(index), 16) & mask) | (fill & ~mask & 0xf), 1)
  }
  return result
}

export const isInRange = (digits: string, range: IpRange): boolean =>
  digits.length === range.bottom.length && digits >= range.bottom && digits <= range.top
