// Kinesis' answers: an output, or an error in its words. [K], where nothing else stands beside it.
import type { JsonObject } from '#base'

export interface Refusal {
  readonly ok: false
  readonly code: string
  readonly message: string
}

export type Read<T> = { readonly ok: true; readonly value: T } | Refusal

/** What a call did besides. */
export interface Done {
  readonly ok: true
  readonly output: JsonObject
  /** Records it gave and records it added. */
  readonly read: number
  readonly added: number
  readonly bytes: number
  /** Why records of it were refused, while others were taken; empty: none was. */
  readonly failure: string
}

export type ApiAnswer = Done | Refusal

export const refuse = (code: string, message: string): Refusal => ({ ok: false, code, message })

export const done = (output: JsonObject): Done => ({ ok: true, output, read: 0, added: 0, bytes: 0, failure: '' })

export const invalidArgument = (message: string): Refusal => refuse('InvalidArgumentException', message)

/** Of a parameter that is missing or out of its bounds, before anything else is looked at. */
export const constraint = (value: string, parameter: string, rule: string): Refusal =>
  refuse(
    'ValidationException',
    `1 validation error detected: Value ${value} at '${parameter}' failed to satisfy constraint: Member must ${rule}`,
  )

export const THROUGHPUT_EXCEEDED = 'ProvisionedThroughputExceededException'
