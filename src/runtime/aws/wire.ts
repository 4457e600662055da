// What stands between an SDK client and the nodes it reaches: a protocol reads the client's real HTTP requests and
// writes real HTTP responses, a service knows which node an operation is for.
import type { JsonObject } from '#base'
import type { Message, Reply } from '#emulator'
import type { NotedCode } from '#workflow'
import type { ByteStream } from '../environment/byte-stream.ts'
import type { CallAction, CallTarget, FunctionHosting } from '../environment/function-hosting.ts'
import { host } from '../realm/host-globals.ts'

export interface WireRequest {
  readonly method?: string
  readonly hostname?: string
  readonly path?: string
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface WireResponse {
  readonly statusCode: number
  readonly reason: string
  readonly headers: Record<string, string>
  readonly body: Uint8Array | ByteStream
}

/** The provider's refusal of a call. */
export interface WireError {
  readonly status: number
  readonly code: string
  readonly message: string
  /** Further members of the error, such as Lambda's Reason. */
  readonly members?: JsonObject
}

/** The command as the handler gave it to `send`. */
export interface SentCommand {
  readonly operation: string
  readonly input: object
}

export interface WireProtocol {
  /** The operation's input as plain JSON, binary data as base64. */
  read(request: WireRequest, sent: SentCommand): JsonObject
  respond(operation: string, output: JsonObject): WireResponse
  refuse(operation: string, error: WireError): WireResponse
}

/** What a person should see once: a stable code and its data. */
export interface NotedProblem {
  readonly code: NotedCode
  readonly detail: JsonObject
}

/** What another node has to say before: its output becomes a member of the input. */
export interface FirstCall {
  readonly target: CallTarget
  readonly operation: string
  readonly input: JsonObject
  readonly member: string
}

export type AwsRoute =
  | { readonly type: 'call'; readonly target: CallTarget; readonly first?: FirstCall }
  /** Asks the account, which every function may: there is no edge to it. */
  | { readonly type: 'account'; readonly service: 'ssm' | 'secretsmanager'; readonly to: number }
  /** Needs no node: the realm answers. */
  | {
      readonly type: 'answered'
      readonly answer: (input: JsonObject) => JsonObject | WireError
      readonly problem?: NotedProblem
    }
  | { readonly type: 'refused'; readonly error: WireError; readonly problem?: NotedProblem }

export interface AwsService {
  /** Classes of the package that are clients: their instances have `send`. */
  readonly clients: readonly string[]
  /** Classes of the package whose instances send through a client that they are given. */
  readonly senders?: readonly string[]
  /** The operation behind a command whose name is another: `Put` is `PutItem`. */
  readonly operationOf?: (command: string) => string
  readonly protocol: WireProtocol
  /** Of the client's configuration: what a handler can't set otherwise. */
  readonly settings?: object
  /** The emulated operations, with the action of a call edge that each needs; `any`: any edge will do. */
  readonly operations: Readonly<Record<string, CallAction | 'any'>>
  /** How the provider answers an operation it does not have: so are those answered that are not emulated. */
  readonly unknownOperation: (operation: string) => WireError
  /** Asked for emulated operations only; `input` may be as the handler gave it. */
  route(hosting: FunctionHosting, operation: string, input: object): AwsRoute
  /** What the target is told; absent: an `api` message. */
  readonly messageOf?: (operation: string, input: JsonObject) => Message | WireError
  /** What a reply other than `api` and `api-error` means. */
  readonly outputOf?: (reply: Reply) => JsonObject | WireError
}

export const isWireError = (value: object): value is WireError =>
  'status' in value && typeof value.status === 'number' && 'code' in value && typeof value.code === 'string'

const encoder = new host.TextEncoder()
const decoder = new host.TextDecoder()

export const bodyText = (body: unknown): string =>
  typeof body === 'string' ? body : body instanceof Uint8Array ? decoder.decode(body) : ''

const FIRST_ERROR_STATUS = 400

export const wireResponse = (statusCode: number, headers: Record<string, string>, body: string): WireResponse => ({
  statusCode,
  reason: statusCode < FIRST_ERROR_STATUS ? 'OK' : 'Error',
  headers,
  body: encoder.encode(body),
})
