// What whoever asks is told instead when a fault answers: in the form of what was asked for, in the provider's own words.
import type { EffectOf, ErrorKind } from '#faults'
import type { NodeKind } from '#nodes/models'
import type { HttpResponse, Message, Reply } from './message.ts'

/** Who asked: code through its SDK or fetch (a client's traffic, too), a gateway, or a source that delivers by itself. */
export type Asker = 'code' | 'gateway' | 'provider'

type ApiError = Reply & { readonly type: 'api-error' }

/** What a fault says: an error of a kind, with a status and a body of its own if it has them. */
export type Refusal = Pick<EffectOf<'error'>, 'kind' | 'status' | 'body'>

const apiError = (status: number, code: string, message: string): ApiError => ({
  type: 'api-error',
  status,
  code,
  message,
})

type Words = Readonly<Record<Exclude<ErrorKind, 'network'>, ApiError>>

const internal = 'The request processing has failed because of an unknown error, exception or failure.'

/** The errors that each service's API can answer with; codes and statuses [V], where the wording is not recorded [K]. */
const API_ERRORS: Readonly<Partial<Record<NodeKind, Words>>> = {
  queue: {
    'server-error': apiError(500, 'InternalFailure', internal),
    throttled: apiError(400, 'RequestThrottled', 'The request was denied due to request throttling.'),
    'client-error': apiError(400, 'InvalidParameterValue', 'The request is not valid.'),
  },
  topic: {
    'server-error': apiError(500, 'InternalError', internal),
    throttled: apiError(429, 'Throttled', 'Rate exceeded'),
    'client-error': apiError(400, 'InvalidParameter', 'Invalid parameter'),
  },
  'event-bus': {
    'server-error': apiError(500, 'InternalException', internal),
    throttled: apiError(400, 'ThrottlingException', 'Rate exceeded'),
    'client-error': apiError(400, 'ValidationException', 'The request is not valid.'),
  },
  table: {
    'server-error': apiError(500, 'InternalServerError', 'Internal server error'),
    throttled: apiError(
      400,
      'ProvisionedThroughputExceededException',
      'The level of configured provisioned throughput for the table was exceeded.',
    ),
    'client-error': apiError(400, 'ValidationException', 'One or more parameter values were invalid'),
  },
  stream: {
    'server-error': apiError(500, 'InternalFailureException', internal),
    throttled: apiError(400, 'ProvisionedThroughputExceededException', 'Rate exceeded for shard.'),
    'client-error': apiError(400, 'InvalidArgumentException', 'The request is not valid.'),
  },
  bucket: {
    'server-error': apiError(500, 'InternalError', 'We encountered an internal error. Please try again.'),
    throttled: apiError(503, 'SlowDown', 'Please reduce your request rate.'),
    'client-error': apiError(400, 'InvalidRequest', 'Invalid Request'),
  },
  function: {
    'server-error': apiError(500, 'ServiceException', 'The service encountered an internal error.'),
    throttled: apiError(429, 'TooManyRequestsException', 'Rate Exceeded.'),
    'client-error': apiError(400, 'InvalidParameterValueException', 'The request is not valid.'),
  },
}

const DEFAULT_ERRORS: Words = {
  'server-error': apiError(500, 'InternalFailure', internal),
  throttled: apiError(429, 'ThrottlingException', 'Rate exceeded'),
  'client-error': apiError(400, 'ValidationException', 'The request is not valid.'),
}

const HTTP_STATUS = { 'server-error': 503, throttled: 429, 'client-error': 400 } as const

/** What a gateway of AWS says; a service outside says nothing. A5.1 [K] */
const GATEWAY_BODY = {
  'server-error': '{"message":"Service Unavailable"}',
  throttled: '{"message":"Too Many Requests"}',
  'client-error': '{"message":"Bad Request"}',
} as const

const httpResponse = (
  kind: Exclude<ErrorKind, 'network'>,
  target: NodeKind,
  { status, body }: Refusal,
): HttpResponse => ({
  status: status ?? HTTP_STATUS[kind],
  headers: target === 'http-api' ? { 'content-type': 'application/json' } : {},
  body: body ?? (target === 'http-api' ? GATEWAY_BODY[kind] : ''),
})

const functionFailed = (errorType: string, errorMessage: string): Reply => ({
  type: 'invoked',
  status: 200,
  functionError: 'Unhandled',
  payload: JSON.stringify({ errorType, errorMessage }),
})

const throttledInvocation: Reply = { type: 'invoked', status: 429, reason: 'CallerRateLimitExceeded', payload: '' }

/** A poller, or a gateway, knows of an invocation only whether it was throttled, failed or ended well. */
const knowsInvocationsOnly = (message: Message, asker: Asker): boolean =>
  message.type === 'invoke' && (message.mode === 'mapping' || asker === 'gateway')

/** The provider's own deliveries are tried again after 429 and 5xx and after nothing else. */
const deliveryStatus = (kind: Exclude<ErrorKind, 'network'>): number => HTTP_STATUS[kind]

export function refusalFor(message: Message, target: NodeKind, asker: Asker, refusal: Refusal): Reply {
  const { kind, status } = refusal
  if (message.type === 'http') {
    if (kind === 'network') return { type: 'http-failure', failure: 'network' }
    return { type: 'http', response: httpResponse(kind, target, refusal) }
  }
  if (knowsInvocationsOnly(message, asker)) {
    if (kind === 'throttled') return throttledInvocation
    return functionFailed('ServiceException', 'The invocation did not reach the function.')
  }
  if (message.type === 'invoke' && kind === 'throttled') return throttledInvocation
  if (kind === 'network') {
    return asker === 'code'
      ? { type: 'http-failure', failure: 'network' }
      : apiError(503, 'ServiceUnavailable', 'The target can’t be reached.')
  }
  const words = (API_ERRORS[target] ?? DEFAULT_ERRORS)[kind]
  if (asker === 'code') return status === undefined ? words : { ...words, status }
  return { ...words, status: status ?? deliveryStatus(kind) }
}

/** What a provider makes of an answer that never came; a poller sees a failed invocation. */
export const gaveUpWaiting = (isPoller: boolean): Reply =>
  isPoller
    ? functionFailed('RequestTimeoutException', 'The invocation was not answered.')
    : apiError(504, 'RequestTimeout', 'The target did not answer in time.')
