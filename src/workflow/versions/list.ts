// Versions of the document, and how an older one becomes the next. A migration is a function of old JSON alone and
// knows no schema of today; what it was given is checked afterwards, as any document is.
import type { JsonObject } from '#base'

export const CURRENT_VERSION = 1

export interface Migration {
  /** It makes version `from` + 1. */
  readonly from: number
  readonly migrate: (document: JsonObject) => JsonObject
}

/** One for each version before the current one, in order. */
export const migrations: readonly Migration[] = []

/** The document in the newest version. `version` must not be above it. */
export function migrateDocument(
  document: JsonObject,
  version: number,
  steps: readonly Migration[] = migrations,
): JsonObject {
  let migrated = document
  for (const step of steps) {
    if (step.from >= version) migrated = { ...step.migrate(migrated), version: step.from + 1 }
  }
  return migrated
}
