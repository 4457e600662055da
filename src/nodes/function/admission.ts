// Whether an invocation may run now: concurrency, the rate of invocations, the rate of new environments. A1.4
import type { EmulationContext } from '#emulator'
import { unreservedConcurrency } from '#workflow'
import { createAccountConcurrency } from './account-concurrency.ts'
import { createTokenBucket } from './token-bucket.ts'

/** Invocations a second for each unit of concurrency. It keeps short invocations from more than concurrency allows. [V] */
const INVOCATIONS_PER_CONCURRENCY = 10
/** New environments are counted over so many seconds. [V] */
const SCALING_SECONDS = 10

/** The reserved concurrency's is recorded [R], the others are [K]. */
export type ThrottleReason =
  | 'ReservedFunctionConcurrentInvocationLimitExceeded'
  | 'ConcurrentInvocationLimitExceeded'
  | 'ReservedFunctionInvocationRateLimitExceeded'
  | 'FunctionInvocationRateLimitExceeded'
  // Of the other ways of scaling, in words of ours.
  | 'MaximumEnvironmentsExceeded'
  | 'WaitingLineFull'

export interface Admission {
  /** Called once for each invocation that counts; a reason: it is over the rate. */
  overRate(): ThrottleReason | undefined
  /** `busy` environments have an event in hand. */
  overConcurrency(busy: number): ThrottleReason | undefined
  /** Called before a new environment is created. */
  overScalingRate(): ThrottleReason | undefined
  /** After each reaction: so many have an event in hand now. */
  holds(busy: number): void
}

export function createAdmission(
  context: Pick<EmulationContext<'function', unknown>, 'id' | 'index' | 'node' | 'workflow' | 'now' | 'common'>,
): Admission {
  // Others' reservations are what they were before the run.
  const { scaling, provisionedConcurrency = 0 } = context.node.config
  const unreserved = unreservedConcurrency(context.workflow, context.id, scaling)
  const account = context.common(createAccountConcurrency)
  const reservedInvocations = createTokenBucket()
  const environments = createTokenBucket()

  const limit = (): number => context.node.config.reservedConcurrency ?? unreserved
  const isReserved = (): boolean => context.node.config.reservedConcurrency !== undefined

  return {
    overRate() {
      if (scaling.type !== 'lambda') return undefined
      const perSecond = limit() * INVOCATIONS_PER_CONCURRENCY
      const invocations = isReserved() ? reservedInvocations : account.invocations
      // Of a concurrency of 0 it is the concurrency that is said to be over.
      if (perSecond === 0 || invocations.take(context.now(), perSecond, perSecond)) return undefined
      return isReserved() ? 'ReservedFunctionInvocationRateLimitExceeded' : 'FunctionInvocationRateLimitExceeded'
    },
    overConcurrency(busy) {
      if (scaling.type !== 'lambda') return busy < unreserved ? undefined : 'MaximumEnvironmentsExceeded'
      if (isReserved()) return busy < limit() ? undefined : 'ReservedFunctionConcurrentInvocationLimitExceeded'
      if (busy < provisionedConcurrency || busy + account.heldByOthers(context.index) < unreserved) return undefined
      return 'ConcurrentInvocationLimitExceeded'
    },
    overScalingRate() {
      if (scaling.type !== 'lambda') return undefined
      const { environmentsPer10s } = scaling
      if (environments.take(context.now(), environmentsPer10s, environmentsPer10s / SCALING_SECONDS)) return undefined
      return 'ConcurrentInvocationLimitExceeded'
    },
    holds(busy) {
      if (scaling.type !== 'lambda') return
      // Provisioned environments are allocated whether or not they are busy.
      account.hold(context.index, isReserved() ? 0 : Math.max(busy, provisionedConcurrency))
    },
  }
}
