// The AWS SDK clients that handlers may import: what binds each, and the texts that bring it into a realm. One more
// client is a script in sdk/, a service in services/, a line here and one in compile/available-modules.ts.
import { scriptsOf } from '../compile/available-modules.ts'
import { packageText } from '../environment/package-registry.ts'
import type { BindPackage } from '../environment/provided-packages.ts'
import { bindClient } from './bind-client.ts'
import type { AwsService } from './wire.ts'

type LoadBinder = () => Promise<BindPackage>

const binder =
  (load: () => Promise<AwsService>): LoadBinder =>
  async () =>
    bindClient(await load())

const dynamodb = binder(async () => (await import('./services/dynamodb.ts')).dynamodb)

/** What binds each client is part of a realm when the client is. */
export const AWS_CLIENTS: ReadonlyMap<string, LoadBinder> = new Map([
  ['@aws-sdk/client-dynamodb', dynamodb],
  ['@aws-sdk/client-eventbridge', binder(async () => (await import('./services/eventbridge.ts')).eventBridge)],
  ['@aws-sdk/client-kinesis', binder(async () => (await import('./services/kinesis.ts')).kinesis)],
  ['@aws-sdk/client-lambda', binder(async () => (await import('./services/lambda.ts')).lambda)],
  ['@aws-sdk/client-s3', binder(async () => (await import('./services/s3.ts')).s3)],
  [
    '@aws-sdk/client-secrets-manager',
    binder(async () => (await import('./services/secrets-manager.ts')).secretsManager),
  ],
  ['@aws-sdk/client-sfn', binder(async () => (await import('./services/sfn.ts')).stepFunctions)],
  ['@aws-sdk/client-sns', binder(async () => (await import('./services/sns.ts')).sns)],
  ['@aws-sdk/client-sqs', binder(async () => (await import('./services/sqs.ts')).sqs)],
  ['@aws-sdk/client-ssm', binder(async () => (await import('./services/ssm.ts')).ssm)],
  ['@aws-sdk/lib-dynamodb', dynamodb],
])

/** The variable a script of the SDK leaves its exports in. */
const VARIABLE = 'faaslabAwsSdk'

/** The modules in services/ that bind these packages; a script of the SDK and its service are called alike. */
export const servicesOf = (packages: readonly string[]): readonly string[] =>
  [...scriptsOf(packages).keys()].map((script) => script.replace(/^client-/, ''))

/** Texts for realmScript, of the scripts that hold these packages and no others. */
export const packageTexts = (
  packages: readonly string[],
  readScript: (script: string) => Promise<string>,
): Promise<readonly string[]> =>
  Promise.all(
    [...scriptsOf(packages)].map(async ([script, members]) => packageText(members, await readScript(script), VARIABLE)),
  )
