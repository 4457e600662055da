// EventBridge as its SDK client meets it: events put on buses, and patterns tried out.
import type { Json, JsonObject } from '#base'
import { matchesPattern, parseEventPattern } from '#patterns'
import { eventBusArn } from '#workflow'
import type { FunctionHosting } from '../../environment/function-hosting.ts'
import { jsonProtocol } from '../json-protocol.ts'
import { reach } from '../reach.ts'
import type { AwsRoute, AwsService, WireError } from '../wire.ts'

/** Members an event must have to be tried. API reference, TestEventPattern. [V] */
const EVENT_MEMBERS = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'] as const

const refusal = (code: string, message: string): WireError => ({ status: 400, code, message })

/** The bus of an entry, from a name or an ARN; without one it is the account's default bus. */
function busOf(entry: unknown): string {
  const given: unknown = Reflect.get(Object(entry) as object, 'EventBusName')
  if (typeof given !== 'string' || given === '') return 'default'
  const mark = ':event-bus/'
  return given.includes(mark) ? given.slice(given.indexOf(mark) + mark.length) : given
}

function entriesOf(input: object): readonly unknown[] {
  const entries: unknown = Reflect.get(input, 'Entries')
  return Array.isArray(entries) ? entries : []
}

/** Nothing is refused where there is no such bus: the events are taken and reach nobody. [K] */
function putNowhere(hosting: FunctionHosting, bus: string, count: number): AwsRoute {
  const Entries = Array.from({ length: count }, (_, index) => ({
    EventId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  }))
  return {
    type: 'answered',
    answer: () => ({ FailedEntryCount: 0, Entries }),
    problem: { code: 'no-such-event-bus', detail: { function: hosting.name, bus } },
  }
}

function routePut(hosting: FunctionHosting, input: object): AwsRoute {
  const entries = entriesOf(input)
  const buses = [...new Set(entries.map(busOf))]
  const [bus = 'default'] = buses
  if (buses.length > 1) {
    const message = 'Entries for several event buses in one request are not emulated: send one request for each bus.'
    return {
      type: 'refused',
      error: refusal('ValidationException', message),
      problem: {
        code: 'operation-not-emulated',
        detail: { function: hosting.name, operation: 'PutEvents to several buses' },
      },
    }
  }
  if (!hosting.has('event-bus', bus)) return putNowhere(hosting, bus, entries.length)
  return reachBus(hosting, bus, 'PutEvents')
}

const reachBus = (hosting: FunctionHosting, bus: string, operation: string): AwsRoute =>
  reach(hosting, {
    kind: 'event-bus',
    name: bus,
    arn: eventBusArn(bus),
    action: 'send',
    permission: `events:${operation}`,
    operation,
    deniedCode: 'AccessDeniedException',
    // Common errors of the API reference. [K]
    deniedStatus: 400,
    problem: 'no-edge-for-call',
    detail: { kind: 'event-bus', target: bus },
    missing: refusal('ResourceNotFoundException', `Event bus ${bus} does not exist.`),
  })

/** To the bus that its destination names: EventBridge replays nowhere else. */
function routeReplay(hosting: FunctionHosting, input: object): AwsRoute {
  const destination: unknown = Reflect.get(input, 'Destination')
  return reachBus(hosting, busOf({ EventBusName: Reflect.get(Object(destination) as object, 'Arn') }), 'StartReplay')
}

function parse(text: Json | undefined): JsonObject | undefined {
  try {
    const value = typeof text === 'string' ? (JSON.parse(text) as Json) : null
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
  } catch {
    return undefined // said by the caller, in the provider's words
  }
}

/** Needs no bus. The refusals of an event are [K]; those of a pattern are recorded. [R] */
function testEventPattern({ EventPattern, Event }: JsonObject): JsonObject | WireError {
  const pattern = parseEventPattern(typeof EventPattern === 'string' ? EventPattern : '')
  if (!pattern.ok) return refusal('InvalidEventPatternException', pattern.error.message)
  const event = parse(Event)
  if (!event) return refusal('ValidationException', 'Parameter Event is not valid.')
  const missing = EVENT_MEMBERS.find((member) => !Object.hasOwn(event, member))
  if (missing !== undefined)
    return refusal('ValidationException', `Parameter Event is not valid. Reason: ${missing} is missing.`)
  return { Result: matchesPattern(pattern.value, event) }
}

export const eventBridge: AwsService = {
  clients: ['EventBridgeClient', 'EventBridge'],
  protocol: jsonProtocol({ version: '1.1', namespace: 'com.amazonaws.events' }),
  operations: { PutEvents: 'send', StartReplay: 'send', TestEventPattern: 'any' },
  unknownOperation: (operation) =>
    refusal('UnknownOperationException', `The operation ${operation} is not known here.`),
  route(hosting, operation, input) {
    if (operation === 'PutEvents') return routePut(hosting, input)
    if (operation === 'StartReplay') return routeReplay(hosting, input)
    return { type: 'answered', answer: testEventPattern }
  },
}
