// Entries of ours that stand in a template before handlers, and the template as it is without them: whoever changed what
// an entry wraps, or put their own in its place, keeps that.
import type { Json, JsonObject } from '#base'
import * as z from 'zod/mini'
import { get, isObject, sameValue } from './template.ts'

/** Of a function, by its name: what was written into `Handler` and what stood there; of one that is built, the same of its entry points. */
export const wrappedHandlersSchema = z.record(
  z.string(),
  z.object({
    written: z.string(),
    handler: z.optional(z.json()),
    builds: z.optional(z.array(z.json())),
    entryPoints: z.optional(z.array(z.json())),
  }),
)

/** As it is written: plain JSON, which the schema reads back. */
export interface WrappedHandler {
  readonly written: string
  readonly handler?: Json | undefined
  readonly builds?: readonly Json[] | undefined
  readonly entryPoints?: readonly Json[] | undefined
}

/** `Handler` keeps its place among the properties. */
export const withHandler = (properties: JsonObject, handler: Json): JsonObject =>
  'Handler' in properties ? { ...properties, Handler: handler } : { Handler: handler, ...properties }

export function withEntryPoints(metadata: Json | undefined, points: Json): JsonObject {
  const properties = get(metadata, 'BuildProperties')
  return {
    ...(isObject(metadata) ? metadata : {}),
    BuildProperties: { ...(isObject(properties) ? properties : {}), EntryPoints: points },
  }
}

/** Resources with the handlers that they have in the document. */
export function withoutWrappers(resources: JsonObject, handlers: Readonly<Record<string, WrappedHandler>>): JsonObject {
  const bare: Record<string, Json> = { ...resources }
  for (const [name, { written, handler, builds, entryPoints }] of Object.entries(handlers)) {
    const body = Object.hasOwn(resources, name) ? resources[name] : undefined
    const properties = get(body, 'Properties')
    if (!isObject(body) || !isObject(properties) || properties['Handler'] !== written) continue
    const { Handler: _handler, ...rest } = properties
    const points = get(get(body['Metadata'], 'BuildProperties'), 'EntryPoints')
    const isBuilt = builds !== undefined && entryPoints !== undefined && sameValue(points, builds as Json)
    bare[name] = {
      ...body,
      ...(isBuilt && { Metadata: withEntryPoints(body['Metadata'], entryPoints as Json) }),
      Properties: handler === undefined ? rest : withHandler(properties, handler as Json),
    }
  }
  return bare
}
