// What a destination is told of an asynchronous event's end, and what a dead-letter queue is. Pure. A1.5 [R]
import type { MessageAttribute } from '#emulator'

export type Condition = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency'

export interface EventEnd {
  readonly condition: Condition
  readonly requestId: string
  /** Without a version. */
  readonly functionArn: string
  /** Tries that ran. */
  readonly invokes: number
  readonly timestamp: string
  /** The event, as JSON text. */
  readonly request: string
  /** Of the last try that ran, as JSON text; undefined: none did. */
  readonly response: string | undefined
}

/** The newer kind, a record with request and response. Texts are put in as they are: they are JSON already. */
export function destinationRecord(end: EventEnd): string {
  const { condition, requestId, functionArn, invokes, timestamp, request, response } = end
  const requestContext = {
    requestId,
    functionArn: `${functionArn}:$LATEST`,
    condition,
    approximateInvokeCount: invokes,
  }
  const members = [
    '"version":"1.0"',
    `"timestamp":${JSON.stringify(timestamp)}`,
    `"requestContext":${JSON.stringify(requestContext)}`,
    `"requestPayload":${request || 'null'}`,
  ]
  // An event that was never tried has no response. [K]
  if (response !== undefined) {
    const failed = condition === 'Success' ? {} : { functionError: 'Unhandled' }
    const responseContext = { statusCode: 200, executedVersion: '$LATEST', ...failed }
    members.push(`"responseContext":${JSON.stringify(responseContext)}`, `"responsePayload":${response || 'null'}`)
  }
  return `{${members.join(',')}}`
}

/** The record as an event bus gets it: an entry of PutEvents. */
export function destinationEvent(end: EventEnd, busArn: string): string {
  const result = end.condition === 'Success' ? 'Success' : 'Failure'
  return JSON.stringify({
    Source: 'lambda',
    DetailType: `Lambda Function Invocation Result - ${result}`,
    Resources: [busArn, `${end.functionArn}:$LATEST`],
    Detail: destinationRecord(end),
  })
}

/** Of the error, in a dead letter's attribute: 1 KB. [K] */
const ERROR_MESSAGE_CHARACTERS = 1024
const NOT_TRIED = 'Rate Exceeded.'

/** The older kind: the event itself, with these attributes. A code other than 200, for an event never tried, is [K]. */
export function deadLetterAttributes({
  requestId,
  response,
}: Pick<EventEnd, 'requestId' | 'response'>): Readonly<Record<string, MessageAttribute>> {
  const message = response === undefined ? NOT_TRIED : errorMessageOf(response)
  return {
    RequestID: { DataType: 'String', StringValue: requestId },
    ErrorCode: { DataType: 'Number', StringValue: response === undefined ? '429' : '200' },
    // An attribute can't be empty.
    ErrorMessage: { DataType: 'String', StringValue: message.slice(0, ERROR_MESSAGE_CHARACTERS) || 'null' },
  }
}

/** `errorMessage` of Lambda's error object. */
function errorMessageOf(response: string): string {
  const error: unknown = JSON.parse(response || 'null')
  if (typeof error !== 'object' || error === null || !('errorMessage' in error)) return ''
  return typeof error.errorMessage === 'string' ? error.errorMessage : ''
}
