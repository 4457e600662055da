// From a property to a field of a config: resolved, converted, checked by the kind's schema. What can't be used stays
// with the node as it was, and is said.
import type { Json, JsonObject } from '#base'
import { nodeModels } from '#nodes/models'
import { type Draft, type DraftNode, note } from './draft.ts'
import type { callSchema } from './edge-schemas.ts'
import { intrinsicKey } from './intrinsics.ts'
import { get } from './template.ts'

export type Convert = (value: Json) => Json | undefined

export const asNumber: Convert = (value) => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

export const secondsAsMs: Convert = (value) => {
  const seconds = asNumber(value)
  return typeof seconds === 'number' ? seconds * 1000 : undefined
}

export const asText: Convert = (value) => (value === null || typeof value === 'object' ? undefined : String(value))

/** YAML 1.1's words too: CloudFormation reads them so. */
export const asFlag: Convert = (value) => {
  if (typeof value === 'boolean') return value
  const word = String(value).toLowerCase()
  return ['true', 'yes', 'on'].includes(word) ? true : ['false', 'no', 'off'].includes(word) ? false : undefined
}

export type Schema = typeof callSchema

/** A value in a schema's field: undefined where it is refused. */
export function checked(schema: Schema, field: string, value: Json | undefined): Json | undefined {
  return value !== undefined && schema.safeParse({ [field]: value }).success ? value : undefined
}

export interface Source {
  /** Globals and own, merged; the same object as `own` where there are no Globals. */
  readonly merged: JsonObject
  readonly own: JsonObject
}

/**
 * Reads one property into one field. Marks it as read in `seen`, so that the rest can be kept. `path` names the
 * property in `values` where it is not on the top level.
 */
export function takeProperty(
  draft: Draft,
  node: DraftNode,
  source: Source,
  property: string,
  field: string,
  convert: Convert,
  seen: Set<string>,
  path = property,
): void {
  const given = get(source.merged, property)
  if (given === undefined) return
  const isOwn = get(source.own, property) !== undefined
  const resolved = draft.resolver.resolve(given)
  const converted = resolved === undefined || resolved === null ? undefined : convert(resolved)
  const value = checked(nodeModels[node.kind].config, field, converted)
  if (value === undefined) {
    const code = resolved === undefined ? 'value-unresolved' : 'value-refused'
    note(draft, code, { property: path }, node)
    return
  }
  seen.add(property)
  node.config[field] = value
  if (isOwn && isWorthKeeping(nodeModels[node.kind].config, field, value, given, source)) node.values[path] = given
}

/** An expression, or a value that would go without saying: a default, or what Globals may say as well. */
function isWorthKeeping(schema: Schema, field: string, value: Json, given: Json, source: Source): boolean {
  return intrinsicKey(given) !== undefined || source.merged !== source.own || isDefault(schema, field, value)
}

export function isDefault(schema: Schema, field: string, value: Json): boolean {
  const defaults = schema.safeParse({})
  return defaults.success && JSON.stringify(get(defaults.data as Json, field)) === JSON.stringify(value)
}
