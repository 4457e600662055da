// What a document's settings look like, read and written.
import * as z from 'zod/mini'
import { utf8ByteLength } from '#base'
import {
  ADVANCED_PARAMETER_LENGTH,
  isParameterName,
  isSecretName,
  MAXIMUM_SECRET_BYTES,
  PARAMETER_TYPES,
} from './settings-names.ts'

/** A bound of ours, for both. */
const MAXIMUM_ENTRIES = 1000
/** Defined nowhere in public for these two services: a model of ours, of the size of other calls in a region. [K] */
const LATENCY_MEDIAN_MS = 10
const LATENCY_P99_MS = 50
const milliseconds = z.number().check(z.gte(0), z.lte(3_600_000))

const parameterSchema = z.object({
  type: z._default(z.enum(PARAMETER_TYPES), 'String'),
  value: z.string().check(z.minLength(1), z.maxLength(ADVANCED_PARAMETER_LENGTH)),
})

const secretSchema = z.object({
  value: z.string().check(
    z.minLength(1),
    z.refine((text) => utf8ByteLength(text) <= MAXIMUM_SECRET_BYTES),
  ),
})

const fewEnough = z.refine((record) => Object.keys(Object(record) as object).length <= MAXIMUM_ENTRIES)

const accountSchema = z.object({
  /** Executions at once in the whole account; absent: what each function says the account has. */
  concurrency: z.optional(z.int().check(z.gte(1), z.lte(100_000))),
  /** Of a call to the parameters or the secrets: log-normal. */
  latencyMedianMs: z._default(milliseconds, LATENCY_MEDIAN_MS),
  latencyP99Ms: z._default(milliseconds, LATENCY_P99_MS),
})

export const settingsSchema = z.object({
  parameters: z._default(z.record(z.string().check(z.refine(isParameterName)), parameterSchema).check(fewEnough), {}),
  secrets: z._default(z.record(z.string().check(z.refine(isSecretName)), secretSchema).check(fewEnough), {}),
  account: z.prefault(accountSchema, {}),
})

export type Settings = z.infer<typeof settingsSchema>
export type Parameter = z.infer<typeof parameterSchema>
export type Secret = z.infer<typeof secretSchema>
export type AccountSettings = z.infer<typeof accountSchema>
