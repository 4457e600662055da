// What belongs to the workflow's account and to no node: parameters, secrets, and how much may run at once. A document
// has it only once somebody set something. Everything in it is saved in clear. No schema in here: it runs with the
// kernel, too.
import type { Settings } from './settings-schema.ts'

/** What reading an empty object gives; a test holds it to the schema. */
const NONE: Settings = { parameters: {}, secrets: {}, account: { latencyMedianMs: 10, latencyP99Ms: 50 } }
const NONE_TEXT = JSON.stringify(NONE)

/** Those of a document, or what holds where it has none. */
export const settingsOf = (workflow: { readonly settings?: Settings }): Settings => workflow.settings ?? NONE

export const areDefaults = (settings: Settings): boolean => JSON.stringify(settings) === NONE_TEXT
