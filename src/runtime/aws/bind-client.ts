// Binds an instance of an AWS SDK client package to its environment: a bare `new SQSClient({})` has a region,
// credentials and a wire that ends at the nodes the function has an edge to; `client.send()` goes through the edge's
// policies, outside the SDK's own retries.
import { failureOfSdkError, type FallbackPolicy, type Outcome } from '#resilience'
import { REGION } from '#workflow'
import { causalKey, type JsonObject } from '#base'
import type { Corruption } from '#faults'
import { type Message, type Reply, withDeadline } from '#emulator'
import type { Answer, AttemptTools, Wire } from '../environment/policed-call.ts'
import type { BindPackage, PackageHost } from '../environment/provided-packages.ts'
import { corruptResponse, corruptStreamed } from './corrupted-response.ts'
import { missingSetting } from './ask-account.ts'
import { ACCESS_DENIED_STATUS } from './reach.ts'
import {
  type AwsRoute,
  type AwsService,
  isWireError,
  type SentCommand,
  type WireError,
  type WireRequest,
  type WireResponse,
} from './wire.ts'

/** Travels with a command's options from `send` to the wire, so that a request knows which call it belongs to. */
const SENT = Symbol('faaslab.sent')

interface Sent {
  readonly command: SentCommand
  readonly route: AwsRoute
  readonly tools: AttemptTools | undefined
}

type Callback = (error: unknown, data?: unknown) => void
type Send = (command: unknown, options?: object) => Promise<unknown>

const THROTTLED_STATUS = 429

const failureOfStatus = (status: number): string => {
  if (status < 400) return ''
  if (status === ACCESS_DENIED_STATUS) return 'access-denied'
  return status === THROTTLED_STATUS ? 'throttled' : status >= 500 ? 'server-error' : 'client-error'
}

function routeOf(host: PackageHost, service: AwsService, { operation, input }: SentCommand): AwsRoute {
  const { hosting } = host.core
  if (Object.hasOwn(service.operations, operation)) return service.route(hosting, operation, input)
  return {
    type: 'refused',
    error: service.unknownOperation(operation),
    problem: { code: 'operation-not-emulated', detail: { function: hosting.name, operation } },
  }
}

function outputOf(service: AwsService, reply: Reply): object {
  if (reply.type === 'api') return reply.output
  if (reply.type === 'api-error') {
    const { status, code, message, members } = reply
    return { status, code, message, ...(members && { members }) }
  }
  const output = service.outputOf?.(reply)
  if (output === undefined) throw new TypeError(`An SDK call can't be answered with "${reply.type}".`)
  return output
}

/** As Node's sockets say it; the SDK takes it for worth another try. [V] */
const connectionRefused = (address: string): Error =>
  Object.assign(new Error(`connect ECONNREFUSED ${address}:443`), {
    errno: -111,
    code: 'ECONNREFUSED',
    syscall: 'connect',
  })

/** One request to the account: no edge, so no policies and no call; a fact tells how it ended. */
function accountWire(core: PackageHost['core'], service: string, operation: string): Wire {
  const startedAtUs = core.clock.stamp()
  const { environment } = core.spec
  const { invocation } = core
  return {
    key: causalKey(core.key, 'account', core.next('account')),
    ended({ failure, status }) {
      const durationUs = core.clock.stamp() - startedAtUs
      core.fact({ type: 'account-called', environment, invocation, service, operation, failure, status, durationUs })
    },
  }
}

/** The SDK's wire: what it would send over HTTPS becomes a message to a node. */
function createRequestHandler({ core, problems }: PackageHost, service: AwsService): object {
  const { protocol } = service

  function respond(operation: string, output: object): WireResponse {
    if (isWireError(output)) return protocol.refuse(operation, output)
    return protocol.respond(operation, output as Parameters<typeof protocol.respond>[1])
  }

  function handle(
    request: WireRequest,
    options: { readonly abortSignal?: AbortSignal } | undefined,
  ): Promise<{ response: WireResponse }> {
    const sent = Reflect.get(options ?? {}, SENT) as Sent | undefined
    if (!sent) return Promise.reject(new TypeError('A request of the AWS SDK belongs to a command.'))
    const { command, route, tools } = sent
    const { operation } = command
    return new Promise((resolve, reject) => {
      const later = (response: WireResponse): void => {
        core.wait(0, true, () => resolve({ response }))
      }
      const refuse = (error: WireError): void => later(protocol.refuse(operation, error))
      if ((route.type === 'refused' || route.type === 'answered') && route.problem)
        problems.note(route.problem.code, route.problem.detail)
      if (route.type === 'refused') {
        refuse(route.error)
        return
      }
      const input = protocol.read(request, command)
      if (route.type === 'answered') {
        later(respond(operation, route.answer(input)))
        return
      }
      const message =
        route.type === 'account'
          ? { type: 'account' as const, service: route.service, operation, input }
          : (service.messageOf?.(operation, input) ?? { type: 'api' as const, operation, input })
      if ('code' in message) {
        refuse(message)
        return
      }
      const wire = route.type === 'account' ? accountWire(core, route.service, operation) : tools?.wire()
      const [to, first] = route.type === 'account' ? [route.to, undefined] : [route.target.to, route.first]
      const signal = options?.abortSignal
      const end = (output: object, corrupted?: Corruption): void => {
        signal?.removeEventListener('abort', abort)
        const missing = route.type === 'account' && missingSetting(core.hosting, route.service, command, output)
        if (missing) problems.note(missing.code, missing.detail)
        const whole = respond(operation, corrupted ? corruptStreamed(output as JsonObject, corrupted) : output)
        const response = corrupted ? corruptResponse(whole, corrupted) : whole
        wire?.ended({ failure: failureOfStatus(response.statusCode), status: response.statusCode })
        resolve({ response })
      }
      const ask = (to: number, asked: Message, then: (output: object, corrupted?: Corruption) => void): number =>
        core.request(to, asked, wire?.key ?? core.key, (reply) => {
          if (reply.type === 'http-failure') unreachable()
          else then(outputOf(service, reply), reply.type === 'api' ? reply.corrupted : undefined)
        })
      const unreachable = (): void => {
        signal?.removeEventListener('abort', abort)
        wire?.ended({ failure: 'network', status: 0 })
        reject(connectionRefused(request.hostname ?? ''))
      }
      let request_ = first
        ? ask(first.target.to, { type: 'api', operation: first.operation, input: first.input }, (output) => {
            if (isWireError(output)) end(output)
            else {
              const whole = { ...input, [first.member]: output as JsonObject }
              request_ = ask(to, { type: 'api', operation, input: whole }, end)
            }
          })
        : ask(to, withDeadline(message, tools?.deadlineUs), end)
      const abort = (): void => {
        core.forgetRequest(request_)
        wire?.ended({ failure: 'aborted', status: 0 })
        reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }))
      }
      if (signal?.aborted) abort()
      else signal?.addEventListener?.('abort', abort)
    })
  }

  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle,
    destroy: () => undefined,
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  }
}

function defaultsFor(host: PackageHost, service: AwsService, configuration: object): object {
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
    ...service.settings,
    md5: false,
    signer: { sign: async (request: unknown) => request },
    requestHandler: createRequestHandler(host, service),
  }
}

/** Operations by the class of their command, of every package that was evaluated: a client may be sent another's. */
const operationsByCommand = new WeakMap<object, string>()

/** `SendMessageCommand` → `SendMessage`, whatever the bundler called the class. */
function nameOperations(exports: object, service: AwsService): void {
  for (const [name, value] of Object.entries(exports)) {
    if (typeof value !== 'function' || !name.endsWith('Command')) continue
    const command = name.slice(0, -'Command'.length)
    operationsByCommand.set(value, service.operationOf?.(command) ?? command)
  }
}

/** A fallback's body is the operation's output as JSON. */
function outputInstead({ status, body }: FallbackPolicy, name: string): Answer {
  const $metadata = { httpStatusCode: status, attempts: 0, totalRetryDelay: 0 }
  try {
    return { value: { $metadata, ...(JSON.parse(body) as object) } }
  } catch (cause) {
    return { thrown: new SyntaxError(`The fallback of the call to '${name}' is not JSON`, { cause }) }
  }
}

function policedSend(
  host: PackageHost,
  service: AwsService,
  send: Send,
): (command: object, options?: unknown, callback?: unknown) => unknown {
  const { core, desk } = host
  const through = (sdkCommand: object, options: object): Promise<unknown> => {
    const operation = operationsByCommand.get(sdkCommand.constructor) ?? 'Unknown'
    const command: SentCommand = { operation, input: Object(Reflect.get(sdkCommand, 'input')) as object }
    const route = routeOf(host, service, command)
    const sendWith = (tools: AttemptTools | undefined): Promise<unknown> =>
      send(sdkCommand, { ...options, [SENT]: { command, route, tools } satisfies Sent })
    if (route.type !== 'call') return sendWith(undefined)
    const attempt = (tools: AttemptTools, end: (outcome: Outcome<Answer>) => void): void => {
      sendWith(tools).then(
        (value) => end({ ok: true, status: 200, value: { value } }),
        (thrown: unknown) => end({ ok: false, ...failureOfSdkError(thrown), value: { thrown } }),
      )
    }
    const fallBack = (policy: FallbackPolicy): Answer => outputInstead(policy, route.target.name)
    return new Promise((resolve, reject) => {
      desk.start({ target: route.target, operation, attempt, fallBack }, (answer) => {
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

/** A class that sends its commands through another client's wire: what one environment evaluated is its own to change. */
function bindSender(host: PackageHost, service: AwsService, sender: unknown): void {
  if (typeof sender !== 'function') return
  const prototype = sender.prototype as object
  const send = Reflect.get(prototype, 'send') as Send
  Object.defineProperty(prototype, 'send', {
    value(this: object, command: object, ...rest: readonly unknown[]): unknown {
      return policedSend(host, service, send.bind(this))(command, ...rest)
    },
    writable: true,
    configurable: true,
  })
}

export const bindClient =
  (service: AwsService): BindPackage =>
  (exports, host) => {
    nameOperations(exports, service)
    const bound = new Map<string, unknown>()
    for (const name of service.clients) {
      const original: unknown = Reflect.get(exports, name)
      if (typeof original !== 'function') continue
      const proxy = new Proxy(original, {
        construct(target, [configuration], newTarget) {
          const given: unknown = configuration
          const made = Reflect.construct(
            target,
            [defaultsFor(host, service, typeof given === 'object' && given !== null ? given : {})],
            newTarget,
          ) as object
          const send = (Reflect.get(made, 'send') as Send).bind(made)
          Object.defineProperty(made, 'send', {
            value: policedSend(host, service, send),
            writable: true,
            configurable: true,
          })
          return made
        },
      })
      bound.set(name, proxy)
    }
    for (const name of service.senders ?? []) bindSender(host, service, Reflect.get(exports, name))
    const all: object = Object.create(null)
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(exports))) {
      const replaced = bound.get(name)
      Object.defineProperty(all, name, replaced === undefined ? descriptor : { value: replaced, enumerable: true })
    }
    return all
  }
