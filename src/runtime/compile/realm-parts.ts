// The sealed worker's text has parts for lazy modules: a realm is given those that its run needs, as each costs time to
// read. Which there are is the bundler's business; a part is known by its module's path below src.

/** Begins the line before each part; the names of the modules it is there for follow, or a star. */
export const PART_MARK = '//@part'

interface Part {
  /** Of the modules it is there for. */
  readonly names: readonly string[]
  readonly text: string
}

interface Split {
  readonly of: string
  readonly head: string
  readonly parts: readonly Part[]
}

/** The same text is asked for at every start, and it is long. */
let lastSplit: Split = { of: '', head: '', parts: [] }

function splitOf(text: string): Split {
  if (lastSplit.of === text) return lastSplit
  const [head = '', ...parts] = text.split(`${PART_MARK} `)
  lastSplit = {
    of: text,
    head,
    parts: parts.map((part) => ({
      names: part.slice(0, part.indexOf('\n')).split(' '),
      text: `${PART_MARK} ${part}`,
    })),
  }
  return lastSplit
}

/** The text with the parts that are always needed and those for one of the wanted modules. */
export function withParts(text: string, wanted: readonly string[]): string {
  const { head, parts } = splitOf(text)
  const names = new Set(['*', ...wanted])
  const kept = parts.filter((part) => part.names.some((name) => names.has(name)))
  return [head, ...kept.map((part) => part.text)].join('')
}
