// How much of a long check to run: all of it under `npm run soak`, a seeded tenth otherwise.

/** Multiply a property test's number of runs by it. */
export const soakFactor = (): number => (process.env['FAASLAB_SOAK'] === '1' ? 1 : 0.1)

/** So many of `whole` runs as this kind of test run wants, at least one. */
export const soakRuns = (whole: number): number => Math.max(1, Math.round(whole * soakFactor()))
