// A fault: what goes wrong, where, from when to when, and how often. Part of the scenario, so of the document. Its types
// come from its schema; whoever runs faults needs the types alone.
import * as z from 'zod/mini'

/** As ids of nodes, edges and notes are written. */
const ID_PATTERN = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/
/** A century, as the longest run. */
const LONGEST_MS = 3_155_760_000_000
/** A day: nothing here waits longer for an answer. */
const LONGEST_DELAY_MS = 86_400_000
/** Of an event pattern in a Lambda event source mapping. A2.1 [V] */
const LONGEST_PATTERN = 4096

export const MAXIMUM_FAULTS = 200

export const ERROR_KINDS = ['server-error', 'throttled', 'network', 'client-error'] as const
export type ErrorKind = (typeof ERROR_KINDS)[number]

const id = z.string().check(z.regex(ID_PATTERN))
const instantMs = z.number().check(z.gte(0), z.lte(LONGEST_MS))
const delayMs = z.number().check(z.gte(0), z.lte(LONGEST_DELAY_MS))

export const effectSchema = z.discriminatedUnion('type', [
  /** Added on the way there, log-normal as the kinds' own latencies. */
  z.object({
    type: z.literal('latency'),
    medianMs: z._default(delayMs, 500),
    p99Ms: z._default(delayMs, 2000),
  }),
  /** Answered so, without ever arriving. */
  z.object({
    type: z.literal('error'),
    kind: z._default(z.enum(ERROR_KINDS), 'server-error'),
    /** Absent: the kind's own, such as 503. */
    status: z.exactOptional(z.int().check(z.gte(400), z.lte(599))),
    body: z.exactOptional(z.string().check(z.maxLength(65_536))),
  }),
  /** It never arrives; who waits hears nothing until a time limit of his own. */
  z.object({ type: z.literal('drop') }),
  /** It arrives so many times more. */
  z.object({
    type: z.literal('duplicate'),
    copies: z._default(z.int().check(z.gte(1), z.lte(100)), 1),
    withinMs: z._default(delayMs, 1000),
  }),
  /** Each is held back by a drawn part of this. */
  z.object({ type: z.literal('reorder'), withinMs: z._default(delayMs, 1000) }),
  z.object({ type: z.literal('corrupt'), how: z._default(z.enum(['truncate', 'garble', 'empty']), 'garble') }),
  /** A token bucket; what is over it gets the provider's own answer. */
  z.object({
    type: z.literal('throttle'),
    perSecond: z._default(z.number().check(z.gt(0), z.lte(1_000_000)), 10),
    burst: z._default(z.int().check(z.gte(1), z.lte(1_000_000)), 10),
  }),
  z.object({ type: z.literal('outage'), how: z._default(z.enum(['refused', 'silent']), 'refused') }),
  /** Nothing passes, either way. */
  z.object({ type: z.literal('partition') }),
  /** A message whose body matches this event pattern fails whoever takes it, always. */
  z.object({
    type: z.literal('poison'),
    pattern: z._default(z.string().check(z.maxLength(LONGEST_PATTERN)), '{"poison":[true]}'),
  }),
  /** What it does takes `factor` times as long at first, and less and less until `overMs` have passed. */
  z.object({
    type: z.literal('slow-start'),
    factor: z._default(z.number().check(z.gte(1), z.lte(1000)), 10),
    overMs: z._default(z.number().check(z.gte(1), z.lte(LONGEST_MS)), 30_000),
  }),
  /** The environment is killed in the middle of what it does. */
  z.object({ type: z.literal('crash') }),
])

export const faultSchema = z.object({
  id,
  on: z.discriminatedUnion('type', [
    z.object({ type: z.literal('node'), node: id }),
    z.object({ type: z.literal('edge'), edge: id }),
  ]),
  /** Virtual time from the start of the run. */
  startMs: z._default(instantMs, 0),
  /** Absent: until the end. */
  endMs: z.exactOptional(instantMs),
  /** Of what passes, how much it hits; drawn for each by its cause. */
  percent: z._default(z.number().check(z.gt(0), z.lte(100)), 100),
  effect: effectSchema,
})

export const faultsSchema = z.array(faultSchema).check(z.maxLength(MAXIMUM_FAULTS))

export type Fault = Readonly<z.infer<typeof faultSchema>>
export type FaultPlace = Fault['on']
export type Effect = Fault['effect']
export type EffectType = Effect['type']
export type EffectOf<Type extends EffectType> = Extract<Effect, { type: Type }>

export const EFFECT_TYPES = [
  'latency',
  'error',
  'drop',
  'duplicate',
  'reorder',
  'corrupt',
  'throttle',
  'outage',
  'partition',
  'poison',
  'slow-start',
  'crash',
] as const satisfies readonly EffectType[]

export const isOn = (fault: Fault, place: FaultPlace): boolean =>
  fault.on.type === 'node'
    ? place.type === 'node' && place.node === fault.on.node
    : place.type === 'edge' && place.edge === fault.on.edge
