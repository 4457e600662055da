// The AWS SDK clients that handlers may import: what binds each, and the texts that bring it into a realm. One more
// client is a script in sdk/, a service in services/, a line here and one in compile/available-modules.ts.
import { scriptsOf } from '../compile/available-modules.ts'
import { packageText } from '../environment/package-registry.ts'
import type { BindPackage } from '../environment/provided-packages.ts'
import { bindClient } from './bind-client.ts'
import { dynamodb } from './services/dynamodb.ts'
import { eventBridge } from './services/eventbridge.ts'
import { lambda } from './services/lambda.ts'
import { s3 } from './services/s3.ts'
import { sns } from './services/sns.ts'
import { sqs } from './services/sqs.ts'

export const AWS_CLIENTS: ReadonlyMap<string, BindPackage> = new Map([
  ['@aws-sdk/client-dynamodb', bindClient(dynamodb)],
  ['@aws-sdk/client-eventbridge', bindClient(eventBridge)],
  ['@aws-sdk/client-lambda', bindClient(lambda)],
  ['@aws-sdk/client-s3', bindClient(s3)],
  ['@aws-sdk/client-sns', bindClient(sns)],
  ['@aws-sdk/client-sqs', bindClient(sqs)],
  ['@aws-sdk/lib-dynamodb', bindClient(dynamodb)],
])

/** The variable a script of the SDK leaves its exports in. */
const VARIABLE = 'faaslabAwsSdk'

/** Texts for realmScript, of the scripts that hold these packages and no others. */
export const packageTexts = (
  packages: readonly string[],
  readScript: (script: string) => Promise<string>,
): Promise<readonly string[]> =>
  Promise.all(
    [...scriptsOf(packages)].map(async ([script, members]) => packageText(members, await readScript(script), VARIABLE)),
  )
