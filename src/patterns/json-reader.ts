// JSON as a stream of tokens. Patterns need what JSON.parse loses: the order and repetition of keys, a number's own
// text, where a token stands, and AWS's words for broken JSON. Those words are Jackson's, the reader AWS uses [K].
import { Refusal } from './refusal.ts'

export type TokenKind = '{' | '}' | '[' | ']' | 'name' | 'string' | 'number' | 'true' | 'false' | 'null' | 'end'

/** Jackson's own limit (StreamReadConstraints) [K]; it also keeps what recurses here off the end of the stack. */
export const MAX_JSON_DEPTH = 1000

const EXPECTED_VALUE = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const WORD = /[\p{L}\p{N}_$]+/uy
const UNICODE_ESCAPE = /[0-9a-fA-F]{4}/y

export class JsonReader {
  kind: TokenKind = 'end'
  /** The token as Jackson's getText gives it: a string without its quotes, a number as it was written. */
  text = ''
  private position = 0
  private start = 0
  private readonly source: string
  private readonly open: ('{' | '[')[] = []
  /** Values read so far at each depth: whether a comma is due. */
  private readonly counts: number[] = []
  private afterName = false

  constructor(source: string) {
    this.source = source
  }

  refuse(reason: string): never {
    const before = this.source.slice(0, this.start)
    const line = before.split('\n').length
    throw new Refusal(reason, line, this.start - (before.lastIndexOf('\n') + 1) + 1)
  }

  next(): TokenKind {
    this.skipBlanks()
    this.start = this.position
    const within = this.open.at(-1)
    if (this.position >= this.source.length) return this.atEnd(within)
    const char = this.source.charAt(this.position)
    if (this.afterName) return this.valueAfterName(char)
    if (within !== undefined && char === (within === '{' ? '}' : ']')) return this.close(char as '}' | ']')
    if (char === '}' || char === ']') this.unmatched(char)
    if (within === undefined) return this.value(char)
    const afterComma = this.comma(within, char)
    return within === '{' ? this.name(afterComma) : this.value(afterComma)
  }

  /** Where text stops, and what was still open. */
  private atEnd(within: '{' | '[' | undefined): TokenKind {
    if (within === '{') this.refuse('Unexpected end-of-input: expected close marker for Object')
    if (within === '[') this.refuse('Unexpected end-of-input: expected close marker for Array')
    this.text = ''
    this.kind = 'end'
    return 'end'
  }

  private valueAfterName(char: string): TokenKind {
    if (char !== ':') this.unexpected(char, 'was expecting a colon to separate field name and value')
    this.position += 1
    this.skipBlanks()
    this.start = this.position
    if (this.position >= this.source.length) this.refuse('Unexpected end-of-input within/between Object entries')
    this.afterName = false
    return this.value(this.source.charAt(this.position))
  }

  /** Past the comma that must part two entries; the character that follows. */
  private comma(within: '{' | '[', char: string): string {
    const depth = this.counts.length - 1
    const count = this.counts[depth] ?? 0
    this.counts[depth] = count + 1
    if (count === 0) return char
    const entries = within === '{' ? 'Object' : 'Array'
    if (char !== ',') this.unexpected(char, `was expecting comma to separate ${entries} entries`)
    this.position += 1
    this.skipBlanks()
    this.start = this.position
    if (this.position >= this.source.length) this.refuse(`Unexpected end-of-input within/between ${entries} entries`)
    return this.source.charAt(this.position)
  }

  private name(char: string): TokenKind {
    if (char !== '"') this.unexpected(char, 'was expecting double-quote to start field name')
    this.text = this.string('field name')
    this.afterName = true
    this.kind = 'name'
    return 'name'
  }

  private value(char: string): TokenKind {
    if (char === '{' || char === '[') return this.opened(char)
    if (char === '"') {
      this.text = this.string('a string value')
      this.kind = 'string'
      return 'string'
    }
    if (char === '-' || (char >= '0' && char <= '9')) return this.number()
    WORD.lastIndex = this.position
    const word = WORD.exec(this.source)?.[0]
    if (word === undefined) this.unexpected(char, `expected a valid value ${EXPECTED_VALUE}`)
    if (word !== 'true' && word !== 'false' && word !== 'null') {
      this.refuse(`Unrecognized token '${word}': was expecting ${EXPECTED_VALUE}`)
    }
    this.position += word.length
    this.text = word
    this.kind = word
    return word
  }

  private opened(char: '{' | '['): TokenKind {
    this.open.push(char)
    this.counts.push(0)
    if (this.open.length > MAX_JSON_DEPTH) {
      this.refuse(
        `Document nesting depth (${this.open.length}) exceeds the maximum allowed (${MAX_JSON_DEPTH}, from \`StreamReadConstraints.getMaxNestingDepth()\`)`,
      )
    }
    this.position += 1
    this.text = char
    this.kind = char
    return char
  }

  private close(char: '}' | ']'): TokenKind {
    this.open.pop()
    this.counts.pop()
    this.position += 1
    this.text = char
    this.kind = char
    return char
  }

  private unmatched(char: '}' | ']'): never {
    const within = this.open.at(-1)
    if (within === undefined) this.unexpected(char, `expected a valid value ${EXPECTED_VALUE}`)
    const [entries, closer] = within === '{' ? ['Object', '}'] : ['Array', ']']
    this.refuse(`Unexpected close marker '${char}': expected '${closer}' (for ${entries})`)
  }

  private number(): TokenKind {
    NUMBER.lastIndex = this.position
    const text = NUMBER.exec(this.source)?.[0]
    if (text === undefined) {
      this.unexpectedInNumber(1, 'expected digit (0-9) to follow minus sign, for valid numeric value')
    }
    const after = this.source.charAt(this.position + text.length)
    if (after >= '0' && after <= '9') this.refuse('Invalid numeric value: Leading zeroes not allowed')
    if (after === '.') this.unexpectedInNumber(text.length + 1, 'Decimal point not followed by a digit')
    if (after === 'e' || after === 'E') {
      this.unexpectedInNumber(text.length + 1, 'Exponent indicator not followed by a digit')
    }
    this.position += text.length
    this.text = text
    this.kind = 'number'
    return 'number'
  }

  private unexpectedInNumber(offset: number, expectation: string): never {
    const char = this.source.charAt(this.position + offset)
    if (char === '') this.refuse('Unexpected end-of-input in VALUE_NUMBER_INT')
    this.refuse(`Unexpected character (${describe(char)}) in numeric value: ${expectation}`)
  }

  private string(what: string): string {
    let text = ''
    this.position += 1
    let from = this.position
    for (;;) {
      const char = this.source.charAt(this.position)
      if (char === '') this.refuse(`Unexpected end-of-input: was expecting closing quote for ${what}`)
      if (char === '"') break
      if (char < ' ') {
        this.refuse(
          `Illegal unquoted character ((CTRL-CHAR, code ${char.charCodeAt(0)})): has to be escaped using backslash to be included in ${what === 'field name' ? 'name' : 'string value'}`,
        )
      }
      if (char === '\\') {
        text += this.source.slice(from, this.position) + this.escape()
        from = this.position
      } else this.position += 1
    }
    text += this.source.slice(from, this.position)
    this.position += 1
    return text
  }

  private escape(): string {
    const char = this.source.charAt(this.position + 1)
    const plain = ESCAPES[char]
    if (plain !== undefined) {
      this.position += 2
      return plain
    }
    if (char === '') this.refuse('Unexpected end-of-input in character escape sequence')
    if (char !== 'u') this.refuse(`Unrecognized character escape ${describe(char)}`)
    UNICODE_ESCAPE.lastIndex = this.position + 2
    const digits = UNICODE_ESCAPE.exec(this.source)?.[0]
    if (digits === undefined) {
      this.unexpected(this.source.charAt(this.position + 2), 'expected a hex-digit for character escape sequence')
    }
    this.position += 6
    return String.fromCharCode(Number.parseInt(digits, 16))
  }

  private unexpected(char: string, expectation: string): never {
    if (char === '') this.refuse('Unexpected end-of-input')
    this.refuse(`Unexpected character (${describe(char)}): ${expectation}`)
  }

  private skipBlanks(): void {
    for (;;) {
      const char = this.source.charAt(this.position)
      if (char !== ' ' && char !== '\n' && char !== '\t' && char !== '\r') return
      this.position += 1
    }
  }
}

const describe = (char: string): string => {
  const code = char.charCodeAt(0)
  if (code < 32) return `(CTRL-CHAR, code ${code})`
  return `'${char}' (code ${code}${code > 255 ? ` / 0x${code.toString(16)}` : ''})`
}
