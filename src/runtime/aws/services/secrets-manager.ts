// Secrets Manager as its SDK client meets it, over the workflow's own settings.
import { askAccount } from '../ask-account.ts'
import { jsonProtocol } from '../json-protocol.ts'
import type { AwsService } from '../wire.ts'

export const secretsManager: AwsService = {
  clients: ['SecretsManagerClient', 'SecretsManager'],
  protocol: jsonProtocol({ version: '1.1', namespace: 'com.amazonaws.secretsmanager' }),
  operations: {
    GetSecretValue: 'any',
    BatchGetSecretValue: 'any',
    DescribeSecret: 'any',
    ListSecrets: 'any',
    ListSecretVersionIds: 'any',
    CreateSecret: 'any',
    PutSecretValue: 'any',
    UpdateSecret: 'any',
  },
  unknownOperation: (operation) => ({
    status: 400,
    code: 'UnknownOperationException',
    message: `The operation ${operation} is not known here.`,
  }),
  route: (hosting, operation) => askAccount(hosting, 'secretsmanager', operation),
}
