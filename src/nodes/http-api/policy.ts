// Whether the policy that an authorizer returned lets a call through: execute-api:Invoke on the call's ARN.

type Fields = Readonly<Record<string, unknown>>

export type Verdict = 'allow' | 'explicit-deny' | 'implicit-deny'

interface Statement {
  readonly effect: 'Allow' | 'Deny'
  readonly matches: (arn: string) => boolean
}

export type Policy = readonly Statement[]

const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** `*` is any number of characters, `?` one. */
export function matchesGlob(pattern: string, text: string): boolean {
  let at = 0
  let read = 0
  let star = -1
  let resume = 0
  while (read < text.length) {
    if (pattern[at] === '*') {
      star = at++
      resume = read
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[read])) {
      at += 1
      read += 1
    } else if (star >= 0) {
      at = star + 1
      read = ++resume
    } else return false
  }
  while (pattern[at] === '*') at += 1
  return at === pattern.length
}

const listOf = (value: unknown): readonly string[] | undefined => {
  const list = Array.isArray(value) ? value : [value]
  return list.every((each) => typeof each === 'string') && list.length > 0 ? list : undefined
}

const ACTION = 'execute-api:invoke'

/** Conditions are not looked at: such a statement allows nothing, and denies all the same. */
function readStatement(value: unknown): Statement | undefined {
  if (!isFields(value)) return undefined
  const { Effect: effect, Action: action, Resource: resource, Condition: condition } = value
  const actions = listOf(action)
  const resources = listOf(resource)
  if ((effect !== 'Allow' && effect !== 'Deny') || !actions || !resources) return undefined
  const isMeant = actions.some((each) => matchesGlob(each.toLowerCase(), ACTION))
  const counts = isMeant && (effect === 'Deny' || condition === undefined)
  return { effect, matches: (arn) => counts && resources.some((each) => matchesGlob(each, arn)) }
}

/** Undefined: it is none. */
export function readPolicy(document: unknown): Policy | undefined {
  if (!isFields(document)) return undefined
  const given = document['Statement']
  const statements = (Array.isArray(given) ? given : [given]).map(readStatement)
  return statements.every((statement) => statement !== undefined) ? statements : undefined
}

export function judge(policy: Policy, arn: string): Verdict {
  const met = policy.filter(({ matches }) => matches(arn))
  if (met.some(({ effect }) => effect === 'Deny')) return 'explicit-deny'
  return met.length > 0 ? 'allow' : 'implicit-deny'
}
