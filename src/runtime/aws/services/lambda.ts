// Lambda as its SDK client meets it: Invoke in its three types, REST and JSON.
import { type JsonObject, utf8ByteLength } from '#base'
import type { Reply } from '#emulator'
import { functionArn } from '#workflow'
import { reach } from '../reach.ts'
import { type AwsService, bodyText, type WireError, type WireProtocol, wireResponse } from '../wire.ts'

/** Bytes of a request by invocation type; an event's grew to 1 MB in October 2025. A1.3 [V] */
const MAXIMUM_REQUEST_BYTES = { RequestResponse: 6_291_456, Event: 1_048_576 } as const

const ACCEPTED = 202
const DRY_RUN = 204
const THROTTLED = 429

const badRequest = (code: string, message: string, status = 400): WireError => ({
  status,
  code,
  message,
  members: { Type: 'User' },
})

/** REST: the type of the invocation and what became of it travel in headers, the payload is the body. A1.1 [R] */
const protocol: WireProtocol = {
  read: ({ body, headers }, { input }) => {
    const header = (wanted: string): string | undefined =>
      Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1]
    return {
      FunctionName: functionName(input),
      InvocationType: header('x-amz-invocation-type') ?? 'RequestResponse',
      LogType: header('x-amz-log-type') ?? 'None',
      Payload: bodyText(body),
    }
  },
  respond(_operation, { StatusCode, FunctionError, LogResult, Payload }) {
    const headers: Record<string, string> = { 'content-type': 'application/json' }
    if (StatusCode === 200) headers['x-amz-executed-version'] = '$LATEST'
    if (typeof LogResult === 'string') headers['x-amz-log-result'] = LogResult
    if (typeof FunctionError === 'string') headers['x-amz-function-error'] = FunctionError
    return wireResponse(Number(StatusCode), headers, typeof Payload === 'string' ? Payload : '')
  },
  refuse: (_operation, { status, code, message, members }) =>
    wireResponse(
      status,
      { 'content-type': 'application/json', 'x-amzn-errortype': code },
      JSON.stringify({ ...members, message }),
    ),
}

/** From a name, a name with a version, a partial ARN or a whole one. */
function functionName(input: object): string {
  const given: unknown = Reflect.get(input, 'FunctionName')
  const text = typeof given === 'string' ? given : ''
  const after = text.includes(':function:') ? text.slice(text.indexOf(':function:') + ':function:'.length) : text
  return after.split(':')[0] ?? ''
}

function invocationOutput(reply: Reply): JsonObject | WireError {
  if (reply.type !== 'invoked') throw new TypeError(`A function can't answer with "${reply.type}".`)
  const { status, payload, functionError, reason, logResult } = reply
  if (status === THROTTLED)
    return {
      status: THROTTLED,
      code: 'TooManyRequestsException',
      message: 'Rate Exceeded.',
      members: { Type: 'User', Reason: reason ?? '' },
    }
  if (status === ACCEPTED) return { StatusCode: ACCEPTED }
  return {
    StatusCode: status,
    Payload: payload,
    ...(functionError ? { FunctionError: functionError } : {}),
    ...(logResult === undefined ? {} : { LogResult: logResult }),
  }
}

/** What is wrong with a request before any function sees it. [K], as the messages are. */
function refusalOf(payload: string, type: 'RequestResponse' | 'Event'): WireError | undefined {
  const limit = MAXIMUM_REQUEST_BYTES[type]
  const bytes = utf8ByteLength(payload)
  if (bytes > limit) {
    const message = `${bytes} byte payload is too large for the ${type} invocation type (limit ${limit} bytes)`
    return badRequest('RequestTooLargeException', message, 413)
  }
  try {
    JSON.parse(payload)
    return undefined
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return badRequest('InvalidRequestContentException', `Could not parse request body into json: ${reason}`)
  }
}

export const lambda: AwsService = {
  clients: ['LambdaClient', 'Lambda'],
  protocol,
  operations: { Invoke: 'invoke' },
  unknownOperation: (operation) => ({
    status: 404,
    code: 'UnknownOperationException',
    message: `The operation ${operation} is not known here.`,
  }),
  route(hosting, operation, input) {
    const name = functionName(input)
    const route = reach(hosting, {
      kind: 'function',
      name,
      arn: functionArn(name),
      action: 'invoke',
      permission: 'lambda:InvokeFunction',
      operation,
      deniedCode: 'AccessDeniedException',
      problem: 'no-edge-for-call',
      detail: { kind: 'function', target: name },
      missing: badRequest('ResourceNotFoundException', `Function not found: ${functionArn(name)}`, 404),
    })
    const isDry = Reflect.get(input, 'InvocationType') === 'DryRun'
    return route.type === 'call' && isDry ? { type: 'answered', answer: () => ({ StatusCode: DRY_RUN }) } : route
  },
  messageOf(_operation, { InvocationType, LogType, Payload }) {
    const payload = Payload === '' || typeof Payload !== 'string' ? '{}' : Payload
    const type = InvocationType === 'Event' ? 'Event' : 'RequestResponse'
    const refusal = refusalOf(payload, type)
    if (refusal) return refusal
    if (type === 'Event') return { type: 'invoke', mode: 'async', payload, byCode: true }
    return { type: 'invoke', mode: 'sync', payload, ...(LogType === 'Tail' && { logTail: true }) }
  },
  outputOf: invocationOutput,
}
