// Answers of authorizers that may be used again: by authorizer and by what identifies the caller, for a while.
import type { Authorization } from './authorizer.ts'

interface Kept {
  readonly authorization: Authorization
  readonly untilUs: number
}

export interface AuthorizerCache {
  find(authorizer: string, identity: readonly string[], nowUs: number): Authorization | undefined
  keep(
    authorizer: string,
    identity: readonly string[],
    authorization: Authorization,
    untilUs: number,
    nowUs: number,
  ): void
}

/** So many entries are kept before those that are over are looked for. */
const SWEEP_FROM = 1024

export function createAuthorizerCache(): AuthorizerCache {
  const kept = new Map<string, Kept>()
  let sweepAt = SWEEP_FROM
  const keyOf = (authorizer: string, identity: readonly string[]): string => JSON.stringify([authorizer, ...identity])

  function sweep(nowUs: number): void {
    for (const [key, { untilUs }] of kept) if (untilUs <= nowUs) kept.delete(key)
    sweepAt = Math.max(SWEEP_FROM, kept.size * 2)
  }

  return {
    find(authorizer, identity, nowUs) {
      const found = kept.get(keyOf(authorizer, identity))
      return found && found.untilUs > nowUs ? found.authorization : undefined
    },
    keep(authorizer, identity, authorization, untilUs, nowUs) {
      if (kept.size >= sweepAt) sweep(nowUs)
      kept.set(keyOf(authorizer, identity), { authorization, untilUs })
    },
  }
}
