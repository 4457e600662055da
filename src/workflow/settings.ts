// What belongs to the workflow's account and to no node: parameters, secrets, and how much may run at once. A document
// has it only once somebody set something. Everything in it is saved in clear.
import * as z from 'zod/mini'
import { utf8ByteLength } from '#base'

/** Letters, digits and `_.-/`; 1,011 characters, 15 levels. PutParameter, API reference. [K] */
const LONGEST_PARAMETER_NAME = 1011
const DEEPEST_PARAMETER = 15
/** Of the standard tier and of the advanced one, in characters. [K] */
export const STANDARD_PARAMETER_LENGTH = 4096
export const ADVANCED_PARAMETER_LENGTH = 8192
/** CreateSecret, API reference. [K] */
const LONGEST_SECRET_NAME = 512
export const MAXIMUM_SECRET_BYTES = 65_536
/** A bound of ours, for both. */
const MAXIMUM_ENTRIES = 1000

export const PARAMETER_TYPES = ['String', 'StringList', 'SecureString'] as const

/** With a slash in it a name begins with one; what begins with `aws` or `ssm` is the provider's. [K] */
export function isParameterName(name: string): boolean {
  if (name.length > LONGEST_PARAMETER_NAME || !/^[A-Za-z0-9_.\-/]+$/.test(name)) return false
  if (name.includes('/') && !name.startsWith('/')) return false
  const levels = (name.startsWith('/') ? name.slice(1) : name).split('/')
  return levels.length <= DEEPEST_PARAMETER && levels.every((level) => level !== '') && !/^\/?(aws|ssm)/i.test(name)
}

export const isSecretName = (name: string): boolean =>
  name.length <= LONGEST_SECRET_NAME && /^[A-Za-z0-9/_+=.@-]+$/.test(name)

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

const NONE: Settings = settingsSchema.parse({})
const NONE_TEXT = JSON.stringify(NONE)

/** Those of a document, or what holds where it has none. */
export const settingsOf = (workflow: { readonly settings?: Settings }): Settings => workflow.settings ?? NONE

export const areDefaults = (settings: Settings): boolean => JSON.stringify(settings) === NONE_TEXT
