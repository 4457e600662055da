// Systems Manager as its SDK client meets it: Parameter Store, over the workflow's own settings.
import { askAccount } from '../ask-account.ts'
import { jsonProtocol } from '../json-protocol.ts'
import type { AwsService } from '../wire.ts'

export const ssm: AwsService = {
  clients: ['SSMClient', 'SSM'],
  protocol: jsonProtocol({ version: '1.1', namespace: 'com.amazonaws.ssm' }),
  operations: {
    GetParameter: 'any',
    GetParameters: 'any',
    GetParametersByPath: 'any',
    GetParameterHistory: 'any',
    DescribeParameters: 'any',
    PutParameter: 'any',
    DeleteParameter: 'any',
    DeleteParameters: 'any',
  },
  unknownOperation: (operation) => ({
    status: 400,
    code: 'UnknownOperationException',
    message: `The operation ${operation} is not known here.`,
  }),
  route: (hosting, operation) => askAccount(hosting, 'ssm', operation),
}
