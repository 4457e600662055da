// Traffic from outside: when requests arrive and what each one is.
import * as z from 'zod/mini'
import { callEdgeConfigSchema } from '#nodes/call-edge'
import { defineModel, liveFields } from '#nodes/node-model'

const rate = z.number().check(z.gt(0), z.lte(1_000_000))
const milliseconds = z.number().check(z.gte(0), z.lte(31_536_000_000))
const count = z.optional(z.int().check(z.gte(1), z.lte(10_000_000)))

export const arrivalsSchema = z.discriminatedUnion('shape', [
  z.object({ shape: z.literal('single'), atMs: z._default(milliseconds, 0) }),
  z.object({ shape: z.literal('constant'), perSecond: z._default(rate, 1), count }),
  z.object({ shape: z.literal('poisson'), perSecond: z._default(rate, 1), count }),
  /** Linear from one rate to the other, then steady. */
  z.object({
    shape: z.literal('ramp'),
    fromPerSecond: z._default(rate, 1),
    toPerSecond: z._default(rate, 10),
    overMs: z._default(milliseconds, 60_000),
    count,
  }),
  /** `perSecond`, and `spikePerSecond` between atMs and atMs + forMs. */
  z.object({
    shape: z.literal('spike'),
    perSecond: z._default(rate, 1),
    spikePerSecond: z._default(rate, 50),
    atMs: z._default(milliseconds, 10_000),
    forMs: z._default(milliseconds, 5000),
    count,
  }),
  z.object({ shape: z.literal('recorded'), atMs: z.array(milliseconds).check(z.maxLength(100_000)) }),
])

export const clientConfigSchema = z.object({
  enabled: z._default(z.boolean(), true),
  arrivals: z._default(arrivalsSchema, { shape: 'constant', perSecond: 1 }),
  method: z._default(z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']), 'POST'),
  path: z._default(z.string().check(z.regex(/^\//), z.maxLength(8192)), '/'),
  headers: z._default(z.record(z.string(), z.string()), { 'content-type': 'application/json' }),
  /** `{{n}}` becomes the number of the request, from 1. */
  body: z._default(z.string().check(z.maxLength(1_048_576)), '{"n":{{n}}}'),
  /** The client gives up after this long. */
  timeoutMs: z._default(z.number().check(z.gte(1), z.lte(31_536_000_000)), 30_000),
})

export type Arrivals = z.infer<typeof arrivalsSchema>
export type ClientConfig = z.infer<typeof clientConfigSchema>

export const clientModel = defineModel({
  kind: 'client',
  config: clientConfigSchema,
  defaultName: 'Client',
  endless: true,
  ports: [
    {
      name: 'call',
      direction: 'out',
      edge: 'call',
      connectsTo: ['http-api', 'invocable', 'external-http'],
      edgeConfig: callEdgeConfigSchema,
    },
  ],
  changes: liveFields<ClientConfig>('enabled', 'arrivals', 'method', 'path', 'headers', 'body', 'timeoutMs'),
})
