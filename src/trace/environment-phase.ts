// Which phase each environment is in, counted by node.
import { NODE } from './counters.ts'
import { ENVIRONMENT_BUSY, ENVIRONMENT_IDLE, ENVIRONMENT_INITIALISING } from './ledger.ts'
import type { StatusDesk } from './status-desk.ts'

const PHASES: Readonly<Record<number, number>> = {
  [ENVIRONMENT_INITIALISING]: NODE.initialising,
  [ENVIRONMENT_BUSY]: NODE.busy,
  [ENVIRONMENT_IDLE]: NODE.idle,
}

/** From the phase that the event found it in to another one; undefined: to none. False: it was in none. */
export function changePhase(desk: StatusDesk, event: number, to: number | undefined): boolean {
  const before = PHASES[desk.ledger.effectOf(event) & 3]
  if (before === undefined) return false
  desk.count(event, before, -1)
  if (to !== undefined) desk.count(event, to)
  return true
}
