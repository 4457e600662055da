// An HTTP dependency outside the workflow: how fast it answers, how often it fails, when it is down.
import * as z from 'zod/mini'
import { defineModel, liveFields } from '#nodes/node-model'

const milliseconds = z.number().check(z.gte(0), z.lte(31_536_000_000))

/** Down from startMs for durationMs; again every `everyMs`, when given. Down: no connection, or `status` at once. */
export const outageSchema = z.object({
  startMs: milliseconds,
  durationMs: milliseconds,
  everyMs: z.optional(z.number().check(z.gte(1), z.lte(31_536_000_000))),
  /** 0: the connection is refused. */
  status: z._default(z.int().check(z.gte(0), z.lte(599)), 503),
})

export const serviceConfigSchema = z.object({
  baseUrl: z._default(
    z.string().check(z.regex(/^https?:\/\/[^\s/]+(\/\S*)?$/), z.maxLength(2048)),
    'https://api.example.com',
  ),
  /** Log-normal. */
  latencyMedianMs: z._default(milliseconds, 50),
  latencyP99Ms: z._default(milliseconds, 200),
  errorRatePercent: z._default(z.number().check(z.gte(0), z.lte(100)), 0),
  errorStatus: z._default(z.int().check(z.gte(400), z.lte(599)), 500),
  status: z._default(z.int().check(z.gte(200), z.lte(599)), 200),
  headers: z._default(z.record(z.string(), z.string()), { 'content-type': 'application/json' }),
  body: z._default(z.string().check(z.maxLength(1_048_576)), '{"ok":true}'),
  outages: z._default(z.array(outageSchema).check(z.maxLength(100)), []),
  /** The folder of `files` with its code. */
  codeUri: z.optional(z.string().check(z.maxLength(512))),
  /** `file.export` below codeUri: it answers what comes through latency, errors and outages. Absent: the settings do. */
  handler: z.optional(z.string().check(z.minLength(1), z.maxLength(128))),
})

export type Outage = z.infer<typeof outageSchema>
export type ServiceConfig = z.infer<typeof serviceConfigSchema>

export const serviceModel = defineModel({
  kind: 'service',
  config: serviceConfigSchema,
  defaultName: 'Service',
  variable: 'URL',
  endless: false,
  ports: [{ name: 'request', direction: 'in', roles: ['external-http'] }],
  // Not the address, by which handlers find the service, and not its code, which is loaded with the run.
  changes: liveFields<ServiceConfig>(
    'latencyMedianMs',
    'latencyP99Ms',
    'errorRatePercent',
    'errorStatus',
    'status',
    'headers',
    'body',
    'outages',
  ),
})
