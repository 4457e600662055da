// Binds an instance of @aws-sdk/client-sqs to its environment: a bare `new SQSClient({})` has a region, credentials and
// a wire that ends at the queues the function has an edge to; `client.send()` goes through the edge's policies.
import { REGION } from '#workflow'
import type { FailureClass, Outcome } from '#resilience'
import type { Answer, AttemptTools, Wire } from '../environment/policed-call.ts'
import type { BindPackage, PackageHost } from '../environment/provided-packages.ts'
import { responseOf, routeSqs, targetOf, type WireRequest, type WireResponse } from './wire-sqs.ts'

/** Travels with a command's options from `send` to the wire, so that a request knows which call it belongs to. */
const CALL_TOOLS = Symbol('faaslab.call')

type Callback = (error: unknown, data?: unknown) => void
type Send = (command: unknown, options?: object) => Promise<unknown>

interface SdkError {
  readonly name?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
}

const THROTTLES = new Set([
  'RequestThrottled',
  'ThrottlingException',
  'Throttling',
  'OverLimit',
  'TooManyRequestsException',
  'KmsThrottled',
])

function failureOf(error: unknown): { readonly failure: FailureClass; readonly status: number } {
  const { name = '', $metadata } = (typeof error === 'object' && error !== null ? error : {}) as SdkError
  const status = $metadata?.httpStatusCode ?? 0
  if (THROTTLES.has(name) || status === 429) return { failure: 'throttled', status }
  if (name === 'AccessDenied' || status === 403) return { failure: 'access-denied', status }
  if (status >= 500) return { failure: 'server-error', status }
  if (name === 'TimeoutError') return { failure: 'timeout', status }
  return { failure: status === 0 && name !== 'AbortError' ? 'network' : 'client-error', status }
}

const failureOfStatus = (status: number): string => {
  if (status < 400) return ''
  if (status === 403) return 'access-denied'
  return status === 429 ? 'throttled' : status >= 500 ? 'server-error' : 'client-error'
}

/** The SDK's wire: what it would send over HTTPS becomes a message to a queue. */
function createRequestHandler({ core, problems }: PackageHost): object {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: (request: WireRequest, options?: { readonly abortSignal?: AbortSignal }) =>
      new Promise<{ response: WireResponse }>((resolve, reject) => {
        const tools = options === undefined ? undefined : (Reflect.get(options, CALL_TOOLS) as AttemptTools | undefined)
        const route = routeSqs(core.hosting, request)
        if (route.type === 'refused') {
          const { response, problem, queue, operation } = route
          if (problem) problems.note(problem, { function: core.hosting.name, queue, operation })
          core.wait(0, true, () => resolve({ response }))
          return
        }
        const { target, operation, input } = route
        const wire: Wire | undefined = tools?.wire()
        const signal = options?.abortSignal
        const sent = core.request(target.to, { type: 'api', operation, input }, wire?.key ?? core.key, (reply) => {
          signal?.removeEventListener('abort', abort)
          const response = responseOf(reply)
          wire?.ended({ failure: failureOfStatus(response.statusCode), status: response.statusCode })
          resolve({ response })
        })
        const abort = (): void => {
          core.forgetRequest(sent)
          wire?.ended({ failure: 'aborted', status: 0 })
          reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }))
        }
        if (signal?.aborted) abort()
        else signal?.addEventListener?.('abort', abort)
      }),
    destroy: () => undefined,
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  }
}

function defaultsFor(host: PackageHost, configuration: object): object {
  return {
    region: REGION,
    credentials: { accessKeyId: 'ASIAFAASLABEXAMPLE00', secretAccessKey: 'emulated', sessionToken: 'emulated' },
    defaultsMode: 'standard',
    retryMode: 'standard',
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    defaultUserAgentProvider: async () => [],
    ...configuration,
    // Nothing is on the way that a checksum or a signature would protect from.
    md5: false,
    signer: { sign: async (request: unknown) => request },
    requestHandler: createRequestHandler(host),
  }
}

/** `SendMessageCommand` → `SendMessage`, whatever the bundler called the class. */
function operationNames(exports: object): ReadonlyMap<unknown, string> {
  const names = new Map<unknown, string>()
  for (const [name, value] of Object.entries(exports)) {
    if (typeof value === 'function' && name.endsWith('Command')) names.set(value, name.slice(0, -'Command'.length))
  }
  return names
}

function policedSend(
  host: PackageHost,
  send: Send,
  operations: ReadonlyMap<unknown, string>,
): (command: object, options?: unknown, callback?: unknown) => unknown {
  const { core, desk } = host
  const through = (command: object, options: object): Promise<unknown> => {
    const operation = operations.get(command.constructor) ?? 'Unknown'
    const url: unknown = Reflect.get(Object(Reflect.get(command, 'input')), 'QueueUrl')
    const queue = typeof url === 'string' ? core.hosting.queues.get(url) : undefined
    const target = queue === undefined ? undefined : targetOf(core.hosting, queue, operation)
    if (!target) return send(command, options)
    const attempt = (tools: AttemptTools, end: (outcome: Outcome<Answer>) => void): void => {
      send(command, { ...options, [CALL_TOOLS]: tools }).then(
        (value) => end({ ok: true, status: 200, value: { value } }),
        (thrown: unknown) => end({ ok: false, ...failureOf(thrown), value: { thrown } }),
      )
    }
    return new Promise((resolve, reject) => {
      desk.start({ target, operation, attempt }, (answer) => {
        if ('thrown' in answer) reject(answer.thrown)
        else resolve(answer.value)
      })
    })
  }
  return (command, second, third) => {
    const options = typeof second === 'object' && second !== null ? second : {}
    const callback = [second, third].find((one): one is Callback => typeof one === 'function')
    const result = through(command, options)
    if (!callback) return result
    result.then(
      (data) => core.guard(() => callback(null, data)),
      (error: unknown) => core.guard(() => callback(error)),
    )
    return undefined
  }
}

export const bindSqs: BindPackage = (exports, host) => {
  const operations = operationNames(exports)
  const bound = new Map<string, unknown>()
  for (const name of ['SQSClient', 'SQS']) {
    const original: unknown = Reflect.get(exports, name)
    if (typeof original !== 'function') continue
    const proxy = new Proxy(original, {
      construct(target, [configuration], newTarget) {
        const given: unknown = configuration
        const made = Reflect.construct(
          target,
          [defaultsFor(host, typeof given === 'object' && given !== null ? given : {})],
          newTarget,
        ) as object
        const send = (Reflect.get(made, 'send') as Send).bind(made)
        Object.defineProperty(made, 'send', {
          value: policedSend(host, send, operations),
          writable: true,
          configurable: true,
        })
        return made
      },
    })
    bound.set(name, proxy)
  }
  const all: object = Object.create(null)
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(exports))) {
    const replaced = bound.get(name)
    Object.defineProperty(all, name, replaced === undefined ? descriptor : { value: replaced, enumerable: true })
  }
  return all
}
