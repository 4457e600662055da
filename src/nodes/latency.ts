// How long a service takes, whatever kind it is: log-normal, by its median and its 99th percentile. The defaults are each
// kind's own, with their source.
import * as z from 'zod/mini'

const milliseconds = z.number().check(z.gte(0), z.lte(3_600_000))

/** Of a call: from its arrival to its answer. What it does is done when it arrives. */
export const callLatency = (medianMs: number, p99Ms: number) => ({
  latencyMedianMs: z._default(milliseconds, medianMs),
  latencyP99Ms: z._default(milliseconds, p99Ms),
})

/** Of what the service itself passes on: from its coming to its being with the target. */
export const deliveryLatency = (medianMs: number, p99Ms: number) => ({
  deliveryMedianMs: z._default(milliseconds, medianMs),
  deliveryP99Ms: z._default(milliseconds, p99Ms),
})
