// SQS on the wire as the SDK speaks it (JSON, the operation in x-amz-target), answered by the queues the function has
// an edge to: from an HTTP request to a message, from a reply to an HTTP response.
import type { Json } from '#base'
import type { Reply } from '#emulator'
import type { CallTarget, FunctionHosting } from '../environment/function-hosting.ts'
import { accessDeniedMessage } from '../environment/function-hosting.ts'
import { host } from '../realm/host-globals.ts'

export interface WireRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface WireResponse {
  readonly statusCode: number
  readonly reason: string
  readonly headers: Record<string, string>
  readonly body: Uint8Array
}

export type SqsRoute =
  | {
      readonly type: 'call'
      readonly target: CallTarget
      readonly operation: string
      readonly input: Readonly<Record<string, Json>>
    }
  | {
      readonly type: 'refused'
      readonly response: WireResponse
      readonly problem: 'no-edge-for-queue' | undefined
      readonly queue: string
      readonly operation: string
    }

/** Which action of a call edge an operation needs; the others need none. */
const ACTIONS: Readonly<Record<string, 'send' | 'receive'>> = {
  SendMessage: 'send',
  SendMessageBatch: 'send',
  ReceiveMessage: 'receive',
  DeleteMessage: 'receive',
  DeleteMessageBatch: 'receive',
  ChangeMessageVisibility: 'receive',
  ChangeMessageVisibilityBatch: 'receive',
}

const encoder = new host.TextEncoder()
const decoder = new host.TextDecoder()

const ACCESS_DENIED_STATUS = 403
const CLIENT_ERROR_STATUS = 400

/** SQS speaks JSON now, but names its errors for old clients too. [V] */
const QUERY_CODES: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
}

const respond = (statusCode: number, body: unknown, headers: Record<string, string> = {}): WireResponse => ({
  statusCode,
  reason: statusCode < CLIENT_ERROR_STATUS ? 'OK' : 'Error',
  headers: { 'content-type': 'application/x-amz-json-1.0', ...headers },
  body: encoder.encode(JSON.stringify(body)),
})

function errorResponse(status: number, code: string, message: string): WireResponse {
  const fault = status < 500 ? 'Sender' : 'Receiver'
  const name = code === QUERY_CODES['QueueDoesNotExist'] ? 'QueueDoesNotExist' : code
  return respond(
    status,
    { __type: `com.amazonaws.sqs#${name}`, message },
    { 'x-amzn-query-error': `${QUERY_CODES[name] ?? name};${fault}` },
  )
}

const unknownQueue = (): WireResponse =>
  errorResponse(CLIENT_ERROR_STATUS, 'QueueDoesNotExist', 'The specified queue does not exist.')

function readInput(body: unknown): Record<string, Json> {
  const text = typeof body === 'string' ? body : body instanceof Uint8Array ? decoder.decode(body) : '{}'
  return JSON.parse(text) as Record<string, Json>
}

const queueName = (hosting: FunctionHosting, input: Readonly<Record<string, Json>>): string | undefined => {
  const { QueueUrl: url, QueueName: name } = input
  if (typeof url === 'string') return hosting.queues.get(url)
  return typeof name === 'string' && [...hosting.queues.values()].includes(name) ? name : undefined
}

const operationOf = (headers: Readonly<Record<string, string>>): string => {
  const target = Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-amz-target')?.[1] ?? ''
  return target.slice(target.lastIndexOf('.') + 1)
}

export function targetOf(hosting: FunctionHosting, queue: string, operation: string): CallTarget | undefined {
  const action = ACTIONS[operation]
  return hosting.calls.find(
    ({ kind, name, actions }) =>
      kind === 'queue' && name === queue && (action === undefined || actions.length === 0 || actions.includes(action)),
  )
}

export function routeSqs(hosting: FunctionHosting, request: WireRequest): SqsRoute {
  const operation = operationOf(request.headers)
  const input = readInput(request.body)
  const queue = queueName(hosting, input)
  if (queue === undefined)
    return { type: 'refused', response: unknownQueue(), problem: undefined, queue: '', operation }
  const target = targetOf(hosting, queue, operation)
  if (target) return { type: 'call', target, operation, input }
  const message = accessDeniedMessage(hosting.name, `sqs:${operation.toLowerCase()}`, queue)
  return {
    type: 'refused',
    response: errorResponse(ACCESS_DENIED_STATUS, 'AccessDenied', message),
    problem: 'no-edge-for-queue',
    queue,
    operation,
  }
}

export function responseOf(reply: Reply): WireResponse {
  if (reply.type === 'api') return respond(200, reply.output)
  if (reply.type === 'api-error') return errorResponse(reply.status, reply.code, reply.message)
  throw new TypeError(`A queue can't answer with "${reply.type}".`)
}
