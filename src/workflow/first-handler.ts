// The file a new function starts with: it knows the event of what feeds it, so that the editor does.
import type { NodeKind } from '#nodes/models'

/** What the file a new function starts with is called in its config. */
export const FIRST_HANDLER = 'index.handler'

interface Fed {
  /** As `aws-lambda` names it. */
  readonly event: string
  readonly imported: string
  readonly body: string
}

const fed = (event: string, body: string, imported = event): Fed => ({ event, imported, body })
const SAY_IT = "  console.log('event', JSON.stringify(event))"

/** A kind, or what of it feeds in another way. */
export type Feeder = NodeKind | 'rest-api' | 'http-authorizer' | 'rest-authorizer'

/** Whom a new authorizer lets through is for its author to say: it knows one token. */
const TOKEN = "event.headers?.authorization === 'Bearer let-me-in'"
const POLICY = `  const Effect = ${TOKEN.replace('authorization', 'Authorization')} ? 'Allow' : 'Deny'
  return {
    principalId: 'user',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect, Resource: event.methodArn }],
    },
  }`
const ANSWER = 'return { statusCode: 200, body: JSON.stringify({ ok: true }) }'

const FED_BY: Partial<Readonly<Record<Feeder, Fed>>> = {
  'rest-api': fed('APIGatewayProxyEvent', `  console.log(event.httpMethod, event.path)\n  ${ANSWER}`),
  'http-authorizer': fed('APIGatewayRequestAuthorizerEventV2', `  return { isAuthorized: ${TOKEN} }`),
  'rest-authorizer': fed('APIGatewayRequestAuthorizerEvent', POLICY),
  'http-api': fed(
    'APIGatewayProxyEventV2',
    `  console.log(event.requestContext.http.method, event.rawPath)\n  ${ANSWER}`,
  ),
  schedule: fed('ScheduledEvent', "  console.log('it is', event.time)"),
  queue: fed(
    'SQSEvent',
    `  for (const record of event.Records) {
    console.log('message', record.messageId, record.body)
  }`,
  ),
  topic: fed(
    'SNSEvent',
    `  for (const record of event.Records) {
    console.log('message', record.Sns.MessageId, record.Sns.Message)
  }`,
  ),
  'event-bus': fed(
    'EventBridgeEvent<string, unknown>',
    "  console.log(event['detail-type'], JSON.stringify(event.detail))",
    'EventBridgeEvent',
  ),
  stream: fed(
    'KinesisStreamEvent',
    `  for (const { kinesis } of event.Records) {
    console.log(kinesis.partitionKey, Buffer.from(kinesis.data, 'base64').toString())
  }`,
  ),
  table: fed(
    'DynamoDBStreamEvent',
    `  for (const record of event.Records) {
    console.log(record.eventName, JSON.stringify(record.dynamodb?.Keys))
  }`,
  ),
  bucket: fed(
    'S3Event',
    `  for (const record of event.Records) {
    console.log(record.eventName, record.s3.bucket.name, record.s3.object.key)
  }`,
  ),
}

const ABOUT = '// Runs once per event. What is declared out here is kept between the events of one environment.\n'

const typescript = (by: Fed | undefined): string =>
  by === undefined
    ? `${ABOUT}export const handler = async (event: unknown) => {\n${SAY_IT}\n  return { ok: true }\n}\n`
    : `import type { ${by.imported} } from 'aws-lambda'\n\n${ABOUT}export const handler = async (event: ${by.event}) => {\n${by.body}\n}\n`

const javascript = (by: Fed | undefined): string =>
  by === undefined
    ? `${ABOUT}export const handler = async (event) => {\n${SAY_IT}\n  return { ok: true }\n}\n`
    : `${ABOUT}/** @param {import('aws-lambda').${by.event}} event */\nexport const handler = async (event) => {\n${by.body}\n}\n`

export function firstHandler(
  language: 'typescript' | 'javascript',
  feeder: Feeder | undefined,
): { readonly name: string; readonly text: string } {
  const by = feeder && FED_BY[feeder]
  return language === 'typescript'
    ? { name: 'index.ts', text: typescript(by) }
    : { name: 'index.mjs', text: javascript(by) }
}
