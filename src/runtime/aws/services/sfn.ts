// Step Functions as its SDK client meets it: there are no state machines here yet, so that every operation is refused in
// the provider's form, and once in Problems.
import { jsonProtocol } from '../json-protocol.ts'
import type { AwsService } from '../wire.ts'

const refusal = (message: string) => ({ status: 400, code: 'UnknownOperationException', message })

export const stepFunctions: AwsService = {
  clients: ['SFNClient', 'SFN'],
  protocol: jsonProtocol({ version: '1.0', namespace: 'com.amazonaws.states' }),
  operations: {},
  unknownOperation: (operation) => refusal(`State machines are not emulated here: ${operation} does nothing.`),
  route: (_hosting, operation) => ({ type: 'refused', error: refusal(operation) }),
}
