// An API Gateway API, HTTP (v2) or REST (v1): its routes and its authorizers are its edges.
import * as z from 'zod/mini'
import { callLatency } from '#nodes/latency'
import { defineModel, liveFields } from '#nodes/node-model'
import {
  ACCOUNT_BURST,
  ACCOUNT_RATE,
  LATENCY_MEDIAN_MS,
  LATENCY_P99_MS,
  MAXIMUM_STAGE_VARIABLES,
  MAXIMUM_TTL_MS,
  MINIMUM_TIMEOUT_MS,
  RAISED_REST_TIMEOUT_MS,
} from './limits.ts'

const METHODS = ['ANY', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const
const words = (maximum: number) =>
  z.array(z.string().check(z.minLength(1), z.maxLength(512))).check(z.maxLength(maximum))
/** What the types differ in comes by a rule, so that a document opens whichever type it says. */
const timeout = z.optional(z.int().check(z.gte(MINIMUM_TIMEOUT_MS), z.lte(RAISED_REST_TIMEOUT_MS)))
const throttleRate = z.optional(z.number().check(z.gte(0), z.lte(ACCOUNT_RATE)))
const throttleBurst = z.optional(z.int().check(z.gte(0), z.lte(ACCOUNT_BURST)))

const corsSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('off') }),
  z.object({
    state: z.literal('on'),
    allowOrigins: z._default(words(100), ['*']),
    allowMethods: z._default(words(20), ['*']),
    allowHeaders: z._default(words(100), []),
    exposeHeaders: z._default(words(100), []),
    allowCredentials: z._default(z.boolean(), false),
    /** How long a browser may keep the answer to a preflight request; absent: it is not told. */
    maxAgeMs: z.optional(z.int().check(z.gte(0), z.lte(86_400_000))),
  }),
])

export const httpApiConfigSchema = z.object({
  type: z._default(z.enum(['http', 'rest']), 'http'),
  /** Absent: what its type has, 30 s or 29 s. */
  timeoutMs: timeout,
  /** Absent: `$default` of an HTTP API, `Prod` of a REST API. */
  stage: z.optional(z.string().check(z.minLength(1), z.maxLength(128))),
  stageVariables: z._default(
    z
      .record(z.string().check(z.regex(/^\w{1,64}$/)), z.string().check(z.maxLength(512)))
      .check(z.refine((variables) => Object.keys(variables).length <= MAXIMUM_STAGE_VARIABLES)),
    {},
  ),
  cors: z._default(corsSchema, { state: 'off' }),
  /** Of each route that has none of its own. Absent: only the account's limit. */
  throttleRate,
  throttleBurst,
  /** Of a REST API; the text of an HTTP API's request tells by its type. */
  binaryMediaTypes: z._default(words(25), []),
  ...callLatency(LATENCY_MEDIAN_MS, LATENCY_P99_MS),
})

export const routeSchema = z.object({
  method: z._default(z.enum(METHODS), 'ANY'),
  /** `/orders/{id}`, `/files/{proxy+}` or `$default`. */
  path: z._default(z.string().check(z.regex(/^(\/|\$default$)/), z.maxLength(512)), '$default'),
  /** Of an HTTP API; a REST API's is 1.0. */
  payloadFormat: z._default(z.enum(['1.0', '2.0']), '2.0'),
  /** Absent: the API's. */
  timeoutMs: timeout,
  /** An authorizer's name, or NONE; empty: the one for all routes, if there is one. */
  authorizer: z._default(z.string().check(z.maxLength(128)), ''),
  throttleRate,
  throttleBurst,
})

export const authorizerSchema = z.object({
  /** Empty: the function's. */
  name: z._default(z.string().check(z.regex(/^[\w-]*$/), z.maxLength(128)), ''),
  /** For every route that does not say otherwise. */
  forAllRoutes: z._default(z.boolean(), true),
  /** TOKEN: of a REST API only, its event is one header's value. */
  type: z._default(z.enum(['REQUEST', 'TOKEN']), 'REQUEST'),
  /** Of an HTTP API; a REST API's is 1.0. */
  payloadFormat: z._default(z.enum(['1.0', '2.0']), '2.0'),
  /** Of format 2.0: `{ isAuthorized }` is an answer, not only a policy. */
  simpleResponses: z._default(z.boolean(), true),
  /** All must be there or it is a 401; together they are the key of the cache. */
  identitySources: z._default(
    z
      .array(z.string().check(z.regex(/^\$(request\.(header|querystring)|stageVariables|context)\.[\w.$-]+$/)))
      .check(z.maxLength(10)),
    ['$request.header.Authorization'],
  ),
  /** TOKEN: a regular expression for the token; others are a 401 at once. */
  validation: z._default(z.string().check(z.maxLength(512)), ''),
  /** How long its answer is used again. Absent: what the type has, 0 or 300 s. */
  ttlMs: z.optional(z.int().check(z.gte(0), z.lte(MAXIMUM_TTL_MS))),
})

export type HttpApiConfig = z.infer<typeof httpApiConfigSchema>
export type Route = z.infer<typeof routeSchema>
export type Authorizer = z.infer<typeof authorizerSchema>
export type Cors = Extract<HttpApiConfig['cors'], { readonly state: 'on' }>

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
      edgeChanges: liveFields<Route>('timeoutMs', 'throttleRate', 'throttleBurst'),
    },
    {
      name: 'authorize',
      direction: 'out',
      edge: 'trigger',
      connectsTo: ['invocable'],
      parallelEdges: true,
      edgeConfig: authorizerSchema,
      edgeChanges: liveFields<Authorizer>('ttlMs'),
    },
  ],
  changes: liveFields<HttpApiConfig>('timeoutMs', 'throttleRate', 'throttleBurst', 'latencyMedianMs', 'latencyP99Ms'),
})
