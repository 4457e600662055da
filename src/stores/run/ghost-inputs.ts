// What came into a run from outside, for a ghost of it: at the same times, each with the luck it had. Places in the
// agenda mean nothing there, as the ghost's agenda is another one.
import type { LoggedInput, PlannedInput, RunInput } from '#workers/protocol'
import type { PolicyPlace } from '#workflow'

/** Verdicts name environments of that very run: a ghost finds its own. A breaker that is not there can't be forced. */
const survives = (input: RunInput, { edge, layer }: PolicyPlace): boolean =>
  input.type !== 'verdict' && !(input.type === 'force-breaker' && input.edge === edge && input.layer === layer)

export const inputsWithout = (inputs: readonly LoggedInput[], place: PolicyPlace): readonly PlannedInput[] =>
  inputs.flatMap(({ atUs, input }, number) => (survives(input, place) ? [{ atUs, input, number }] : []))
