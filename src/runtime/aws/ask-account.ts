// The way to what belongs to the account. No edge leads there: every function of the workflow may. A process outside, such
// as a service with a handler of its own, has no credentials for it.
import type { FunctionHosting } from '../environment/function-hosting.ts'
import { type AwsRoute, isWireError, type NotedProblem, type SentCommand } from './wire.ts'

type Account = AwsRoute & { readonly type: 'account' }

/** How each service says that there is nothing of a name, and where the name stands. */
const MISSING = {
  ssm: { operation: 'GetParameter', code: 'ParameterNotFound', member: 'Name' },
  secretsmanager: { operation: 'GetSecretValue', code: 'ResourceNotFoundException', member: 'SecretId' },
} as const

/** A setting that was asked for and isn't there; undefined: the answer says something else. */
export function missingSetting(
  { name: caller }: FunctionHosting,
  service: Account['service'],
  { operation, input }: SentCommand,
  output: object,
): NotedProblem | undefined {
  const missing = MISSING[service]
  if (operation !== missing.operation || !isWireError(output) || output.code !== missing.code) return undefined
  const name: unknown = Reflect.get(input, missing.member)
  if (typeof name !== 'string' || Reflect.get(input, 'VersionStage') !== undefined) return undefined
  return { code: 'no-such-setting', detail: { function: caller, service, name } }
}

export function askAccount(hosting: FunctionHosting, service: Account['service'], operation: string): AwsRoute {
  const { account, name } = hosting
  if (account !== undefined) return { type: 'account', service, to: account }
  return {
    type: 'refused',
    error: {
      status: 400,
      code: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    },
    problem: { code: 'no-edge-for-call', detail: { function: name, operation } },
  }
}
