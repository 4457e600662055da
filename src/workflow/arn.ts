// Names that the provider gives, in one made-up account: URLs and ARNs as handlers, payloads and exports see them.
export const ACCOUNT_ID = '123456789012'
export const REGION = 'us-east-1'

export const queueUrl = (name: string): string => `https://sqs.${REGION}.amazonaws.com/${ACCOUNT_ID}/${name}`
export const queueArn = (name: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:${name}`
export const topicArn = (name: string): string => `arn:aws:sns:${REGION}:${ACCOUNT_ID}:${name}`
export const functionArn = (name: string): string => `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${name}`
export const eventBusArn = (name: string): string => `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/${name}`
/** Of a rule of the bus: the default bus is not named. */
export const eventRuleArn = (bus: string, name: string): string => ruleArn(bus === 'default' ? name : `${bus}/${name}`)
export const ruleArn = (name: string): string => `arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/${name}`
