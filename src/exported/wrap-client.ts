// Clients of the AWS SDK whose commands go through policies, outside the SDK's own retries.
import { failureOfSdkError, type FallbackPolicy, type Outcome, type Policy } from '#resilience'
import { type Answer, createResilientCalls, type ResilienceOptions, type ResilientCalls } from './resilient-calls.ts'

export type Send = (command: object, ...rest: readonly unknown[]) => unknown

/** What has `send`: a client of the AWS SDK v3, or its document client. */
export interface Sender {
  send(command: object, ...rest: readonly unknown[]): unknown
}

/** Calls of one target (a queue, a table, …) and the policies around them. */
export interface PolicedTarget {
  /** As commands name it: URL, ARN or name. */
  readonly target: string | undefined
  readonly name?: string
  readonly policies: readonly Policy[]
}

interface Options {
  readonly abortSignal?: AbortSignal
}

type Callback = (error: unknown, data?: unknown) => void

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** A fallback's body is the operation's output as JSON. */
function outputInstead({ status, body }: FallbackPolicy, name: string): Answer {
  const $metadata = { httpStatusCode: status, attempts: 0, totalRetryDelay: 0 }
  try {
    return { value: { $metadata, ...(JSON.parse(body) as object) } }
  } catch (cause) {
    return { thrown: new SyntaxError(`The fallback of the call to '${name}' is not JSON`, { cause }) }
  }
}

function sendThrough(calls: ResilientCalls, name: string, send: Send): Send {
  return (command, ...rest) => {
    const options = isObject(rest[0]) ? rest[0] : {}
    const callback = rest.find((one): one is Callback => typeof one === 'function')
    const attempt = async (): Promise<Outcome<Answer>> => {
      try {
        return { ok: true, status: 200, value: { value: await send(command, options) } }
      } catch (thrown) {
        return { ok: false, ...failureOfSdkError(thrown), value: { thrown } }
      }
    }
    const fallBack = (policy: FallbackPolicy): Answer => outputInstead(policy, name)
    const sent = calls.call({ attempt, fallBack, signal: (options as Options).abortSignal })
    if (!callback) return sent
    sent.then(
      (data) => callback(null, data),
      (error: unknown) => callback(error),
    )
    return undefined
  }
}

/** All commands of this client share these policies. Changes the client and gives it back. */
export function wrapClient<Client extends Sender>(
  client: Client,
  policies: readonly Policy[],
  options: ResilienceOptions = {},
): Client {
  const { name = client.constructor.name } = options
  const send = sendThrough(createResilientCalls(policies, { ...options, name }), name, client.send.bind(client))
  Object.defineProperty(client, 'send', { value: send, writable: true, configurable: true })
  return client
}

const TARGET_FIELDS = [
  'QueueUrl',
  'TopicArn',
  'TargetArn',
  'TableName',
  'Bucket',
  'FunctionName',
  'StreamName',
  'StreamARN',
  'EventBusName',
]

/** Everything a command may be for: its own fields, its entries', the tables of a batch or a transaction. */
function targetsOf(input: unknown): readonly string[] {
  if (!isObject(input)) return []
  const own = TARGET_FIELDS.flatMap((field) => (typeof input[field] === 'string' ? [input[field]] : []))
  const lists = [input['Entries'], input['TransactItems']].flatMap((list): unknown[] =>
    Array.isArray(list) ? list : [],
  )
  const inner = lists.flatMap((item) => [item, ...(isObject(item) ? Object.values(item) : [])]).flatMap(targetsOf)
  const tables = isObject(input['RequestItems']) ? Object.keys(input['RequestItems']) : []
  return [...own, ...inner, ...tables]
}

/** `arn:aws:sns:…:Name`, `https://sqs…/Name`, `Name` → `Name`. */
const lastPart = (target: string): string =>
  target.slice(Math.max(target.lastIndexOf(':'), target.lastIndexOf('/')) + 1)

/**
 * The commands of all clients of these classes go through the policies of the target they name; others go as they are.
 * Changes the classes, so that clients need not be made in another way.
 */
export function policeClients(
  classes: readonly unknown[],
  targets: readonly PolicedTarget[],
  options: ResilienceOptions = {},
): void {
  const places = targets.flatMap(({ target, name = 'the service', policies }) =>
    target === undefined || target === ''
      ? []
      : [{ name, target: lastPart(target), calls: createResilientCalls(policies, { ...options, name }) }],
  )
  for (const one of classes) {
    if (typeof one !== 'function') continue
    const prototype = one.prototype as Sender
    const { send } = prototype
    Object.defineProperty(prototype, 'send', {
      value(this: Sender, command: object, ...rest: readonly unknown[]): unknown {
        const named = targetsOf('input' in command ? command.input : undefined).map(lastPart)
        const place = places.find(({ target }) => named.includes(target))
        const plain = send.bind(this)
        return place ? sendThrough(place.calls, place.name, plain)(command, ...rest) : plain(command, ...rest)
      },
      writable: true,
      configurable: true,
    })
  }
}
