// Strings and other primitives as Node's util.inspect quotes them.

/** Node's limit. [K] */
const MAXIMUM_CHARACTERS = 10_000

export function quote(text: string): string {
  const mark = !text.includes("'")
    ? "'"
    : !text.includes('"')
      ? '"'
      : !text.includes('`') && !text.includes('${')
        ? '`'
        : "'"
  let out = ''
  for (const character of text) {
    if (character === '\n') out += '\\n'
    else if (character === '\t') out += '\\t'
    else if (character === '\r') out += '\\r'
    else if (character === '\b') out += '\\b'
    else if (character === '\f') out += '\\f'
    else if (character === '\v') out += '\\v'
    else if (character === '\\') out += '\\\\'
    else if (character === mark) out += `\\${mark}`
    else if (character < ' ' || character === '\x7f')
      out += `\\x${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
    else out += character
  }
  return mark + out + mark
}

export function printPrimitive(value: unknown): string {
  switch (typeof value) {
    case 'string': {
      if (value.length <= MAXIMUM_CHARACTERS) return quote(value)
      const more = value.length - MAXIMUM_CHARACTERS
      return `${quote(value.slice(0, MAXIMUM_CHARACTERS))}... ${more} more character${more > 1 ? 's' : ''}`
    }
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'bigint':
      return `${value}n`
    case 'symbol':
      return value.toString()
    default:
      return String(value)
  }
}
