// CloudFormation takes `[` … `]` whose later lines stand further left than YAML 1.2 allows, and people write them so.
// When a text can't be read, its flow collections are moved to the right; line numbers stay.

interface Scan {
  depth: number
  /** The column of the outermost bracket. */
  column: number
  quote: string
}

const SPACE = /^[ \t]*/
/** A value, or an item of a list, that is a block of text: what follows indented is no YAML. */
const BLOCK_TEXT = /(?:^|[:\s-])(?:![\w:]+\s+)?[|>][-+0-9]*\s*(?:#.*)?$/

export function repairFlow(text: string): string {
  const scan: Scan = { depth: 0, column: 0, quote: '' }
  let blockIndent = -1
  const lines = text.split('\n').map((line) => {
    const indent = (SPACE.exec(line)?.[0] ?? '').length
    const isBlank = line.trim() === ''
    if (blockIndent >= 0) {
      if (isBlank || indent > blockIndent) return line
      blockIndent = -1
    }
    const inside = scan.depth > 0
    scanLine(line, scan)
    if (scan.depth === 0 && scan.quote === '' && !inside && BLOCK_TEXT.test(line)) blockIndent = indent
    return inside && !isBlank && indent < scan.column ? ' '.repeat(scan.column - indent) + line : line
  })
  return lines.join('\n')
}

/** Before these a bracket or a quote begins a value. */
const startsValue = (line: string, at: number): boolean =>
  /(?:^|[:\-?]\s|![\w:]+\s)\s*$/.test(line.slice(Math.max(0, at - 80), at)) || line.slice(0, at).trim() === ''

function scanLine(line: string, scan: Scan): void {
  for (let at = 0; at < line.length; at++) {
    const character = line[at] as string
    if (scan.quote !== '') {
      if (character === '\\' && scan.quote === '"') at += 1
      else if (character === scan.quote) scan.quote = ''
    } else if (character === '#' && (at === 0 || line[at - 1] === ' ')) return
    else if ((character === '"' || character === "'") && (scan.depth > 0 || startsValue(line, at)))
      scan.quote = character
    else if ((character === '[' || character === '{') && (scan.depth > 0 || startsValue(line, at))) {
      if (scan.depth === 0) scan.column = at
      scan.depth += 1
    } else if ((character === ']' || character === '}') && scan.depth > 0) scan.depth -= 1
  }
}
