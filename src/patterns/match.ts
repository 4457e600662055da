// Whether an event matches. Keys lead to leaves, arrays offer each of their elements; but where several fields reach into
// one array of objects, they must agree on the element. Source: event-ruler, Event.java, ACFinder.java,
// ArrayMembership.java [V].
import type { Json, JsonObject } from '#base'
import type { Alternative, Field } from './compile.ts'
import { ipDigits } from './ip-address.ts'
import { MAX_JSON_DEPTH } from './json-reader.ts'
import type { Scalar } from './match-expression.ts'
import { rounded } from './numeric.ts'

/** Which element of which array a leaf lies in, the innermost first. Arrays are told apart by identity: an event is a tree. */
interface Membership {
  readonly array: readonly Json[]
  readonly index: number
  readonly outer: Membership | undefined
}

/** A way through an event to one field's leaves, and what was met on it. */
interface Walk {
  readonly field: Field
  accepted: boolean
  any: boolean
  inArray: boolean
  /** The leaves themselves, where fields must agree. */
  readonly leaves: Candidate[] | undefined
}

const newWalk = (field: Field, leaves: Candidate[] | undefined): Walk => ({
  field,
  accepted: false,
  any: false,
  inArray: false,
  leaves,
})

export function matchesAlternatives(alternatives: readonly Alternative[], event: JsonObject): boolean {
  for (const alternative of alternatives) if (matchesAlternative(alternative, event)) return true
  return false
}

function matchesAlternative(fields: Alternative, event: JsonObject): boolean {
  let needsAgreement = false
  for (const field of fields) {
    const walk = newWalk(field, undefined)
    walkObject(walk, event, 0, undefined, 0)
    if (walk.inArray) needsAgreement = true
    // A leaf in another element may turn out not to count.
    if (!walk.accepted && !(field.orAbsent && (!walk.any || walk.inArray))) return false
  }
  return !needsAgreement || agree(fields, event)
}

function accepts(field: Field, value: Scalar): boolean {
  const leaf = typeof value === 'number' ? rounded(value, field.decimals) : value
  if (field.orPresent || field.values.has(leaf)) return true
  if (field.ips.size > 0 && typeof leaf === 'string') {
    const digits = ipDigits(leaf)
    if (digits !== undefined && field.ips.has(digits)) return true
  }
  for (const test of field.tests) if (test(leaf)) return true
  return false
}

function walkObject(
  walk: Walk,
  object: JsonObject,
  step: number,
  membership: Membership | undefined,
  depth: number,
): void {
  const keys = walk.field.keys[step]
  if (!keys) return
  for (const { key, next } of keys) {
    if (Object.hasOwn(object, key)) walkValue(walk, object[key] ?? null, next, membership, depth + 1)
  }
}

function walkValue(walk: Walk, value: Json, step: number, membership: Membership | undefined, depth: number): void {
  if (depth > MAX_JSON_DEPTH) return
  if (value === null || typeof value !== 'object') {
    if (step === walk.field.keys.length) meetLeaf(walk, value, membership)
  } else if (isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const element = value[index] ?? null
      // An element that is no object or array itself is not bound to its place.
      const bound = element !== null && typeof element === 'object'
      walkValue(walk, element, step, bound ? { array: value, index, outer: membership } : membership, depth + 1)
    }
  } else if (step < walk.field.keys.length) walkObject(walk, value, step, membership, depth)
}

function meetLeaf(walk: Walk, leaf: Scalar, membership: Membership | undefined): void {
  walk.any = true
  if (membership) walk.inArray = true
  if (walk.accepted && !walk.leaves) return
  const accepted = accepts(walk.field, leaf)
  if (accepted) walk.accepted = true
  walk.leaves?.push({ membership, accepted })
}

const isArray = (value: Json): value is readonly Json[] => Array.isArray(value)

interface Candidate {
  readonly membership: Membership | undefined
  readonly accepted: boolean
}

/** Chooses a leaf for each field so that all agree on the elements of the arrays they share. */
function agree(fields: Alternative, event: JsonObject): boolean {
  const leaves = fields.map((field) => {
    const candidates: Candidate[] = []
    walkObject(newWalk(field, candidates), event, 0, undefined, 0)
    return candidates
  })
  const shared = sharedArrays(leaves)
  const choices = leaves.map((candidates) => projected(candidates, shared))

  const settle = (number: number, chosen: ReadonlyMap<readonly Json[], number>): boolean => {
    const field = fields[number]
    const candidates = choices[number]
    if (!field || !candidates) return true
    const consistent = candidates.filter(({ elements }) =>
      elements.every(([array, index]) => (chosen.get(array) ?? index) === index),
    )
    if (consistent.length === 0) return field.orAbsent && settle(number + 1, chosen)
    return consistent.some(
      ({ accepted, elements }) => accepted && settle(number + 1, new Map([...chosen, ...elements])),
    )
  }
  return settle(0, new Map())
}

/** Arrays that leaves of more than one field lie in: only of those can there be two minds. */
function sharedArrays(leaves: readonly (readonly Candidate[])[]): ReadonlySet<readonly Json[]> {
  const firstField = new Map<readonly Json[], number>()
  const shared = new Set<readonly Json[]>()
  leaves.forEach((candidates, number) => {
    for (const candidate of candidates) {
      for (let at = candidate.membership; at; at = at.outer) {
        const first = firstField.get(at.array)
        if (first === undefined) firstField.set(at.array, number)
        else if (first !== number) shared.add(at.array)
      }
    }
  })
  return shared
}

interface Choice {
  readonly accepted: boolean
  readonly elements: readonly (readonly [readonly Json[], number])[]
}

/** Leaves that differ in nothing others could see are one choice. */
function projected(candidates: readonly Candidate[], shared: ReadonlySet<readonly Json[]>): readonly Choice[] {
  const numbers = new Map([...shared].map((array, number) => [array, number]))
  const choices = new Map<string, Choice>()
  for (const { accepted, membership } of candidates) {
    const elements: (readonly [readonly Json[], number])[] = []
    let key = String(accepted)
    for (let at = membership; at; at = at.outer) {
      if (!shared.has(at.array)) continue
      elements.push([at.array, at.index])
      key += ` ${numbers.get(at.array)}:${at.index}`
    }
    choices.set(key, { accepted, elements })
  }
  return [...choices.values()]
}
