// Where in an item something is: `orders[3].#total`.
import { type AttributeValue, attributeOf, type Item } from '../attribute-value.ts'

export type Path = readonly [string, ...(string | number)[]]

/** As errors show it: `[a, b, [0]]`. [K] */
export const pathText = (path: Path): string =>
  `[${path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`

export function stepInto(value: AttributeValue, step: string | number): AttributeValue | undefined {
  if (typeof step === 'number') return 'L' in value ? value.L[step] : undefined
  return 'M' in value ? attributeOf(value.M, step) : undefined
}

export function valueAt(item: Item, [first, ...rest]: Path): AttributeValue | undefined {
  let value = attributeOf(item, first)
  for (const step of rest) {
    if (value === undefined) return undefined
    value = stepInto(value, step)
  }
  return value
}

/** Two paths of one expression may neither be one in the other nor take one thing for a list and a map. */
export function pathClash(paths: readonly Path[]): string | undefined {
  const text = (a: Path, b: Path): string => `path one: ${pathText(a)}, path two: ${pathText(b)}`
  for (const [index, one] of paths.entries())
    for (const other of paths.slice(index + 1)) {
      const length = Math.min(one.length, other.length)
      const differs = Array.from({ length }, (_, at) => at).find((at) => one[at] !== other[at])
      if (differs === undefined)
        return `Two document paths overlap with each other; must remove or rewrite one of these paths; ${text(one, other)}`
      if (typeof one[differs] !== typeof other[differs])
        return `Two document paths conflict with each other; must remove or rewrite one of these paths; ${text(one, other)}`
    }
  return undefined
}
