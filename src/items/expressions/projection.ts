// Projection expressions: the parts of an item that are wanted.
import type { Result } from '#base'
import { type AttributeValue, attributeOf, type Item } from '../attribute-value.ts'
import { type Cursor, parseWith, refuse } from './parser.ts'
import { type Path, pathClash, stepInto } from './path.ts'
import type { Substitutions } from './substitutions.ts'

function readPaths(cursor: Cursor): readonly Path[] {
  const paths = [cursor.path()]
  while (cursor.take(',')) paths.push(cursor.path())
  const clash = pathClash(paths)
  if (clash !== undefined) refuse(clash)
  return paths
}

export const parseProjection = (text: string, substitutions: Substitutions): Result<readonly Path[], string> =>
  parseWith('ProjectionExpression', text, substitutions, readPaths)

type Rest = readonly (string | number)[]

/** Paths that go on, by their next step; a path that ends here wants all of it. */
function byStep(paths: readonly Rest[]): ReadonlyMap<string | number, readonly Rest[]> {
  const groups = new Map<string | number, Rest[]>()
  for (const [step, ...rest] of paths) {
    if (step === undefined) continue
    const group = groups.get(step)
    if (group) group.push(rest)
    else groups.set(step, [rest])
  }
  return groups
}

function part(value: AttributeValue | undefined, paths: readonly Rest[]): AttributeValue | undefined {
  if (value === undefined || paths.some((path) => path.length === 0)) return value
  const steps = [...byStep(paths)]
  if ('M' in value) {
    const entries = steps.flatMap(([step, rest]): [string, AttributeValue][] => {
      const found = part(stepInto(value, step), rest)
      return typeof step === 'string' && found ? [[step, found]] : []
    })
    return entries.length > 0 ? { M: Object.fromEntries(entries) } : undefined
  }
  if (!('L' in value)) return undefined
  const list = steps
    .sort(([a], [b]) => Number(a) - Number(b))
    .flatMap(([step, rest]) => (typeof step === 'number' ? (part(value.L[step], rest) ?? []) : []))
  return list.length > 0 ? { L: list } : undefined
}

/** Elements of lists that are wanted move together. */
export function project(item: Item, paths: readonly Path[]): Item {
  const entries = [...byStep(paths)].flatMap(([step, rest]): [string, AttributeValue][] => {
    const found = part(attributeOf(item, String(step)), rest)
    return found ? [[String(step), found]] : []
  })
  return Object.fromEntries(entries)
}
