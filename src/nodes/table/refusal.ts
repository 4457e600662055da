// DynamoDB's answers: an output, or an error in its words. [K], where nothing else stands beside it.
import type { JsonObject } from '#base'

export interface Refusal {
  readonly ok: false
  readonly code: string
  readonly message: string
  /** Further members of the error, such as the reasons of a cancelled transaction. */
  readonly members?: JsonObject
}

export type Read<T> = { readonly ok: true; readonly value: T } | Refusal

/** What a call did besides. */
export interface Done {
  readonly ok: true
  readonly output: JsonObject
  /** Items it looked at and items it changed. */
  readonly read: number
  readonly written: number
}

export type ApiAnswer = Done | Refusal

export const refuse = (code: string, message: string, members?: JsonObject): Refusal => ({
  ok: false,
  code,
  message,
  ...(members && { members }),
})

export const invalid = (message: string): Refusal => refuse('ValidationException', message)

/** Of a parameter that is missing or out of its bounds, before anything else is looked at. */
export const constraint = (value: string, parameter: string, rule: string): Refusal =>
  invalid(
    `1 validation error detected: Value ${value} at '${parameter}' failed to satisfy constraint: Member must ${rule}`,
  )
