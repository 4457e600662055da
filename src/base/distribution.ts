// Draws of the distributions we use, from uniform draws that come in as arguments.

/** Standard normal quantile of 0.99: what a 99th percentile is worth in standard deviations. */
const Z_99 = 2.326_347_874_040_841

/** Standard normal by Box and Muller; u and v uniform in [0, 1). */
const normal = (u: number, v: number): number => Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v)

/** Log-normal with this median and 99th percentile, in their unit; the median alone when p99 is not above it. */
export function drawLogNormal(median: number, p99: number, u: number, v: number): number {
  if (median <= 0 || p99 <= median) return Math.max(0, median)
  return median * Math.exp((Math.log(p99 / median) / Z_99) * normal(u, v))
}

export const drawUniform = (low: number, high: number, u: number): number => low + Math.max(0, high - low) * u

/** Time to the next arrival of a Poisson process, in the rate's unit. */
export const drawExponential = (rate: number, u: number): number => -Math.log(1 - u) / rate
