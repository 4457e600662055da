// What the account's services answer: an output, or an error in the provider's words; and how their input is read.
import type { Json, JsonObject } from '#base'

export interface Refusal {
  readonly ok: false
  readonly code: string
  readonly message: string
}

export type ApiAnswer = { readonly ok: true; readonly output: JsonObject } | Refusal

export const answer = (output: JsonObject): ApiAnswer => ({ ok: true, output })

export const refuse = (code: string, message: string): Refusal => ({ ok: false, code, message })

export const textOf = (input: JsonObject, member: string): string | undefined => {
  const value = input[member]
  return typeof value === 'string' ? value : undefined
}

export const textsOf = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []

export interface Page {
  readonly items: readonly JsonObject[]
  readonly next: JsonObject
}

/** A part of what was found. A token says how many came before; undefined: it is none of ours. */
export function pageOf(found: readonly JsonObject[], input: JsonObject, most: number): Page | undefined {
  const { MaxResults, NextToken } = input
  const from = NextToken === undefined ? 0 : Number(NextToken)
  if (!Number.isSafeInteger(from) || from < 0) return undefined
  const size = typeof MaxResults === 'number' ? Math.min(Math.max(1, MaxResults), most) : most
  const to = from + size
  return { items: found.slice(from, to), next: to < found.length ? { NextToken: String(to) } : {} }
}
