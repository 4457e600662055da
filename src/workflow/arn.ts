// How the provider names what a document holds: one account, one region, names as they stand in the document.

/** The account of AWS's own documentation. */
export const ACCOUNT_ID = '123456789012'
export const REGION = 'us-east-1'

export const queueUrl = (name: string): string => `https://sqs.${REGION}.amazonaws.com/${ACCOUNT_ID}/${name}`
export const queueArn = (name: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:${name}`
export const functionArn = (name: string): string => `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${name}`
export const ruleArn = (name: string): string => `arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/${name}`
