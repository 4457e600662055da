// The sealed worker's text has parts for lazy modules: a realm is given those that its run needs, as each costs time to
// read. Which there are is the bundler's business; a part is known by its module's path below src.

/** Begins the line before each part; the names of the modules it is there for follow, or a star. */
export const PART_MARK = '//@part'

/** The text with the parts that are always needed and those for one of the wanted modules. */
export function withParts(text: string, wanted: readonly string[]): string {
  const [head = '', ...parts] = text.split(`${PART_MARK} `)
  const names = new Set(['*', ...wanted])
  return (
    head +
    parts
      .filter((part) =>
        part
          .slice(0, part.indexOf('\n'))
          .split(' ')
          .some((name) => names.has(name)),
      )
      .map((part) => `${PART_MARK} ${part}`)
      .join('')
  )
}
