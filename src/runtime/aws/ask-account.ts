// The way to what belongs to the account. No edge leads there: every function of the workflow may. A process outside, such
// as a service with a handler of its own, has no credentials for it.
import type { FunctionHosting } from '../environment/function-hosting.ts'
import type { AwsRoute } from './wire.ts'

type Account = AwsRoute & { readonly type: 'account' }

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
