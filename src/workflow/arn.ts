// Names that the provider gives, in one made-up account: URLs and ARNs as handlers, payloads and exports see them.
export const ACCOUNT_ID = '123456789012'
export const REGION = 'us-east-1'

interface NamedQueue {
  readonly name: string
  readonly config: { readonly fifo: boolean }
}

/** The name by which handlers and events know a queue: that of a FIFO queue ends so. [V] */
export const queueName = ({ name, config }: NamedQueue): string => (config.fifo ? `${name}.fifo` : name)

export const queueUrl = (name: string): string => `https://sqs.${REGION}.amazonaws.com/${ACCOUNT_ID}/${name}`
export const queueArn = (name: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:${name}`
export const topicArn = (name: string): string => `arn:aws:sns:${REGION}:${ACCOUNT_ID}:${name}`
export const functionArn = (name: string): string => `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${name}`
export const tableArn = (name: string): string => `arn:aws:dynamodb:${REGION}:${ACCOUNT_ID}:table/${name}`
export const streamArn = (name: string): string => `arn:aws:kinesis:${REGION}:${ACCOUNT_ID}:stream/${name}`
export const eventBusArn = (name: string): string => `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/${name}`
/** A name that begins with a slash follows `parameter` without another one. [V] */
export const parameterArn = (name: string): string =>
  `arn:aws:ssm:${REGION}:${ACCOUNT_ID}:parameter${name.startsWith('/') ? '' : '/'}${name}`
/** Secrets Manager adds six characters of its own, so that a secret of an old name is another one. [V] */
export const secretArn = (name: string, suffix: string): string =>
  `arn:aws:secretsmanager:${REGION}:${ACCOUNT_ID}:secret:${name}-${suffix}`
/** Of a rule of the bus: the default bus is not named. */
export const eventRuleArn = (bus: string, name: string): string => ruleArn(bus === 'default' ? name : `${bus}/${name}`)
export const archiveArn = (name: string): string => `arn:aws:events:${REGION}:${ACCOUNT_ID}:archive/${name}`
export const replayArn = (name: string): string => `arn:aws:events:${REGION}:${ACCOUNT_ID}:replay/${name}`
export const scheduleArn = (name: string): string =>
  `arn:aws:scheduler:${REGION}:${ACCOUNT_ID}:schedule/default/${name}`
interface NamedBucket {
  readonly name: string
  readonly config: { readonly bucketName: string }
}

/** A bucket's name has 3 characters at least, all in lower case. [V] */
const SHORTEST_BUCKET_NAME = 3

/** The name by which handlers and events know a bucket. */
export function bucketName({ name, config }: NamedBucket): string {
  if (config.bucketName !== '') return config.bucketName
  const lower = name.toLowerCase()
  return lower.length < SHORTEST_BUCKET_NAME ? `${lower}-bucket` : lower
}

/** A bucket's name is its own in the whole world: no region, no account. */
export const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`
export const ruleArn = (name: string): string => `arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/${name}`
