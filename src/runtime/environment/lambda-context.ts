// The context object of an invocation (A1.7 [K]) and the stream its environment logs to.
import { civilFromEpochMs } from '#base'
import type { EnvironmentCore } from './environment-core.ts'

const LOG_STREAM_DIGITS = 32

const two = (value: number): string => String(value).padStart(2, '0')

/** `2026/01/01/[$LATEST]hex32`: the day the environment began. */
export function logStreamName(core: EnvironmentCore): string {
  const { year, month, day } = civilFromEpochMs(core.startAtMs + Math.floor(core.clock.peek() / 1000))
  const digits = core.luck.hex(core.hosting.id, 'log-stream', core.spec.key, LOG_STREAM_DIGITS)
  return `${year}/${two(month)}/${two(day)}/[$LATEST]${digits}`
}

export interface LambdaContext {
  callbackWaitsForEmptyEventLoop: boolean
  readonly functionVersion: string
  readonly functionName: string
  readonly memoryLimitInMB: string
  readonly logGroupName: string
  readonly logStreamName: string
  readonly clientContext: undefined
  readonly identity: undefined
  readonly invokedFunctionArn: string
  readonly awsRequestId: string
  readonly getRemainingTimeInMillis: () => number
  readonly done: (error: unknown, result?: unknown) => void
  readonly succeed: (result: unknown) => void
  readonly fail: (error: unknown) => void
}

export type Done = (error: unknown, result: unknown) => void

/** Written out in full, as it is made for every invocation. */
export const createContext = (
  core: EnvironmentCore,
  streamName: string,
  requestId: string,
  done: Done,
): LambdaContext => ({
  callbackWaitsForEmptyEventLoop: true,
  functionVersion: '$LATEST',
  functionName: core.hosting.name,
  memoryLimitInMB: core.hosting.memoryText,
  logGroupName: core.hosting.logGroup,
  logStreamName: streamName,
  clientContext: undefined,
  identity: undefined,
  invokedFunctionArn: core.hosting.arn,
  awsRequestId: requestId,
  getRemainingTimeInMillis: () => Math.floor(core.clock.remainingUs() / 1000),
  done: (error, result) => done(error, result),
  succeed: (result) => done(null, result),
  fail: (error) => done(error ?? 'handled', undefined),
})
