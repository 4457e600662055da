// SNS subscription filter policies: event patterns with limits of their own, asked of a message's attributes or of its
// body. Sources: SNS developer guide, filter policy constraints [V]; texts recorded [R] but where marked.
import { failure, type Json, type Result, success, utf8ByteLength } from '#base'
import type { Alternative } from './compile.ts'
import { readWith } from './event-pattern.ts'
import { isObject, parseJson } from './json-text.ts'
import { matchesAlternatives } from './match.ts'
import { ALL_OPERATORS, type Grammar, type WildcardTerm } from './match-expression.ts'
import type { InvalidPattern } from './refusal.ts'

export type FilterPolicyScope = 'MessageAttributes' | 'MessageBody'

/** The call that brings the policy: Subscribe words its refusals a little longer [R]. */
export type FilterPolicyCall = 'subscribe' | 'set-attributes'

/** Attribute names of one policy, its top-level keys [V]. */
const MAX_POLICY_KEYS = 5
/** Product of the numbers of values; in nested policies each counts times its depth [V]. */
const MAX_POLICY_COMBINATIONS = 150
/** 256 KB [V]. */
const MAX_POLICY_BYTES = 262_144
/** Numbers lie between minus and plus this [V]. */
const MAX_POLICY_NUMBER = 1e9
/** Digits behind the point that are compared [V]. */
const POLICY_DECIMALS = 5
/** Stars of one wildcard [K]. */
const MAX_STARS = 3
/** Points of all wildcards behind one key: one for a star alone, three for each of several [K]. */
const MAX_WILDCARD_POINTS = 100

const GRAMMAR: Grammar = {
  operators: ALL_OPERATORS,
  // Of suffix it says "Unsupported anything-but pattern: suffix" [R]; that it takes wildcard is newer [K].
  anythingBut: new Set(['prefix', 'wildcard']),
  decimals: POLICY_DECIMALS,
  // The text is [K].
  numberRefusal: (text) =>
    Math.abs(Number(text)) > MAX_POLICY_NUMBER ? `Match value ${text} must be smaller than 1E9` : undefined,
  wildcardRefusal: refuseStars,
}

/** The texts are [K]. */
function refuseStars(terms: readonly WildcardTerm[]): string | undefined {
  const stars = terms.flatMap((term) => term.map((parts) => parts.length - 1))
  if (stars.some((count) => count > MAX_STARS))
    return `A single pattern must not contain more than ${MAX_STARS} wildcards`
  const points = stars.reduce((sum, count) => sum + (count > 1 ? count * 3 : count), 0)
  return points > MAX_WILDCARD_POINTS ? 'Filter policy is too complex' : undefined
}

export interface FilterPolicy {
  readonly text: string
  readonly scope: FilterPolicyScope
  /** Empty: the policy `{}`, which lets every message pass. */
  readonly alternatives: readonly Alternative[]
}

export function parseFilterPolicy(
  text: string,
  scope: FilterPolicyScope,
  call: FilterPolicyCall,
): Result<FilterPolicy, InvalidPattern> {
  const lead = call === 'subscribe' ? 'Invalid parameter: Attributes Reason: ' : 'Invalid parameter: '
  const words = (reason: string) => `${lead}${reason === NESTED ? '' : 'FilterPolicy: '}${reason}`
  const refused = (reason: string) => failure({ reason, message: words(reason), line: 1, column: 1 })

  if (utf8ByteLength(text) > MAX_POLICY_BYTES) return refused('Filter policy is too long')
  const json = parseJson(text)
  if (json === undefined) return refused('failed to parse JSON.')
  if (isObject(json)) {
    if (Object.keys(json).length === 0) return success({ text, scope, alternatives: [] })
    const limit = limitRefusal(json, scope)
    if (limit !== undefined) return refused(limit)
  }
  const parsed = readWith(text, GRAMMAR, words)
  return parsed.ok ? success({ text, scope, alternatives: parsed.value }) : parsed
}

const NESTED = 'Filter policy scope MessageAttributes does not support nested filter policy'

/** What SNS checks of the whole before it looks at the values. */
function limitRefusal(policy: { readonly [key: string]: Json }, scope: FilterPolicyScope): string | undefined {
  if (Object.keys(policy).length > MAX_POLICY_KEYS) {
    return `Filter policy can not have more than ${MAX_POLICY_KEYS} keys`
  }
  const combinations = combinationsOf(policy, 1, 1)
  if (typeof combinations === 'string') return combinations
  if (scope === 'MessageAttributes' && isNested(policy)) return NESTED
  return combinations > MAX_POLICY_COMBINATIONS ? 'Filter policy is too complex' : undefined
}

function combinationsOf(policy: { readonly [key: string]: Json }, depth: number, start: number): number | string {
  let combinations = start
  for (const [key, value] of Object.entries(policy)) {
    if (Array.isArray(value) && key === '$or' && value.every(isObject)) {
      let sum = 0
      for (const member of value) {
        const one = combinationsOf(member, depth, combinations)
        if (typeof one === 'string') return one
        sum += one
      }
      combinations = sum
    } else if (Array.isArray(value)) {
      if (value.length === 0) return 'Empty arrays are not allowed'
      combinations *= value.length * depth
    } else if (isObject(value)) {
      const nested = combinationsOf(value, depth + 1, combinations)
      if (typeof nested === 'string') return nested
      combinations = nested
    } else return `"${key}" must be an object or an array`
  }
  return combinations
}

const isNested = (policy: { readonly [key: string]: Json }): boolean =>
  Object.entries(policy).some(
    ([key, value]) =>
      isObject(value) || (key === '$or' && Array.isArray(value) && value.some((one) => isObject(one) && isNested(one))),
  )

export interface MessageAttribute {
  /** `String`, `String.Array`, `Number` or `Binary`, each with a suffix if one likes. */
  readonly dataType: string
  readonly stringValue?: string
}

export function matchesFilterPolicy(
  policy: FilterPolicy,
  message: { readonly body: string; readonly attributes: Readonly<Record<string, MessageAttribute>> },
): boolean {
  if (policy.alternatives.length === 0) return true
  if (policy.scope === 'MessageAttributes')
    return matchesAlternatives(policy.alternatives, attributeValues(message.attributes))
  const body = parseJson(message.body)
  return isObject(body) && matchesAlternatives(policy.alternatives, body)
}

/** Attributes as the values a policy is asked about; binary ones are as if they were not there. */
function attributeValues(attributes: Readonly<Record<string, MessageAttribute>>): { readonly [key: string]: Json } {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, { dataType, stringValue = '' }]) => {
      const value = attributeValue(dataType, stringValue)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

function attributeValue(dataType: string, text: string): Json | undefined {
  if (dataType === 'String.Array') {
    const parsed = parseJson(text)
    return Array.isArray(parsed) ? parsed : undefined
  }
  const [type] = dataType.split('.')
  if (type === 'Number') return text.trim() === '' || Number.isNaN(Number(text)) ? undefined : Number(text)
  return type === 'String' ? text : undefined
}
