// May a function call a node? Edges are permissions: without one the provider's AccessDenied, and one problem that says
// which edge is missing.
import type { JsonObject } from '#base'
import { ACCOUNT_ID, type NotedCode } from '#workflow'
import type { CallAction, CallTarget, FunctionHosting } from '../environment/function-hosting.ts'
import type { AwsRoute, WireError } from './wire.ts'

export const ACCESS_DENIED_STATUS = 403

/** `User: … is not authorized …`, in the provider's words. [V] */
const deniedMessage = (functionName: string, action: string, arn: string): string =>
  `User: arn:aws:sts::${ACCOUNT_ID}:assumed-role/${functionName}-role/${functionName} is not authorized to perform: ${action} on resource: ${arn} because no identity-based policy allows the ${action} action`

/** The edge that lets the function do this with the node called `name`. */
const callTarget = (
  hosting: FunctionHosting,
  kind: CallTarget['kind'],
  name: string,
  action: CallAction | 'any',
): CallTarget | undefined =>
  hosting.calls.find(
    (target) =>
      target.kind === kind &&
      target.name === name &&
      (action === 'any' || target.actions.length === 0 || target.actions.includes(action)),
  )

export interface Wanted {
  readonly kind: CallTarget['kind']
  readonly name: string
  readonly arn: string
  readonly action: CallAction | 'any'
  /** As IAM names it: `events:PutEvents`. */
  readonly permission: string
  readonly operation: string
  /** How this service spells AccessDenied. */
  readonly deniedCode: string
  /** Absent: 403. */
  readonly deniedStatus?: number
  /** Of the problem that is noted. */
  readonly problem: NotedCode
  readonly detail: JsonObject
  readonly missing: WireError
}

/** The call, the provider's refusal for want of an edge, or its word that there is no such thing. */
export function reach(hosting: FunctionHosting, wanted: Wanted): AwsRoute {
  const { kind, name, arn, action, permission, operation } = wanted
  const target = callTarget(hosting, kind, name, action)
  if (target) return { type: 'call', target }
  if (!hosting.has(kind, name)) return { type: 'refused', error: wanted.missing }
  return {
    type: 'refused',
    error: {
      status: wanted.deniedStatus ?? ACCESS_DENIED_STATUS,
      code: wanted.deniedCode,
      message: deniedMessage(hosting.name, permission, arn),
    },
    problem: { code: wanted.problem, detail: { function: hosting.name, ...wanted.detail, action, operation } },
  }
}
