// An API Gateway HTTP API (payload format 2.0): its routes are its edges.
import * as z from 'zod/mini'
import { defineModel, liveFields } from '#nodes/node-model'

/** Integration timeout: 50 ms to 30 s. [V] */
export const httpApiConfigSchema = z.object({
  timeoutMs: z._default(z.int().check(z.gte(50), z.lte(30_000)), 30_000),
  stage: z._default(z.string().check(z.minLength(1), z.maxLength(128)), '$default'),
})

export const routeSchema = z.object({
  method: z._default(z.enum(['ANY', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']), 'ANY'),
  /** `/orders/{id}`, `/files/{proxy+}` or `$default`. */
  path: z._default(z.string().check(z.regex(/^(\/|\$default$)/), z.maxLength(512)), '$default'),
})

export type HttpApiConfig = z.infer<typeof httpApiConfigSchema>
export type Route = z.infer<typeof routeSchema>

export const httpApiModel = defineModel({
  kind: 'http-api',
  config: httpApiConfigSchema,
  defaultName: 'HttpApi',
  endless: false,
  ports: [
    { name: 'request', direction: 'in', roles: ['http-api'] },
    {
      name: 'route',
      direction: 'out',
      edge: 'trigger',
      connectsTo: ['invocable'],
      parallelEdges: true,
      edgeConfig: routeSchema,
    },
  ],
  changes: liveFields<HttpApiConfig>('timeoutMs'),
})
