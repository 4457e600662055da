// How long a call or a delivery takes: drawn from the node's own distribution by what caused it, so that another call
// shifts nobody's luck.
import { drawLogNormal, type CausalKey, type Luck, MICROSECONDS_PER_MS } from '#base'
import type { NodeId } from '#workflow'
import { LEAST_LATENCY_US } from './emulation.ts'

interface Place<Config> {
  readonly id: NodeId
  readonly luck: Luck
  readonly node: { readonly config: Config }
}

export interface CallLatency {
  readonly latencyMedianMs: number
  readonly latencyP99Ms: number
}

export interface DeliveryLatency {
  readonly deliveryMedianMs: number
  readonly deliveryP99Ms: number
}

function drawUs(
  { id, luck }: Place<unknown>,
  medianMs: number,
  p99Ms: number,
  purpose: string,
  key: CausalKey,
): number {
  const draw = (part: number): number => luck.draw(id, purpose, key, part)
  return Math.max(LEAST_LATENCY_US, drawLogNormal(medianMs, p99Ms, draw(0), draw(1)) * MICROSECONDS_PER_MS)
}

/** Until the answer of the call with this key is there, LEAST_LATENCY_US at least. */
export const callLatencyUs = (place: Place<CallLatency>, key: CausalKey): number =>
  drawUs(place, place.node.config.latencyMedianMs, place.node.config.latencyP99Ms, 'latency', key)

/** Until what the node passes on for this cause is with its target, LEAST_LATENCY_US at least. */
export const deliveryLatencyUs = (place: Place<DeliveryLatency>, key: CausalKey): number =>
  drawUs(place, place.node.config.deliveryMedianMs, place.node.config.deliveryP99Ms, 'delivery', key)
