// How large a document may be (safety.md, rule 5). Checked before anything is copied.
export const MAXIMUM_NODES = 2000
export const MAXIMUM_EDGES = 5000
export const MAXIMUM_NOTES = 2000
export const MAXIMUM_FILES = 5000
/** Of the document's text, in UTF-8. */
export const MAXIMUM_BYTES = 10 * 1024 * 1024
/** Ours need 8; what an import keeps may be deeper. */
export const MAXIMUM_DEPTH = 64
/** Enough for any canvas, and far from where adding an offset loses precision. */
export const MAXIMUM_COORDINATE = 1_000_000
/** Problems listed for one text; the rest are counted. */
export const MAXIMUM_PROBLEMS = 100

/** Names that reach an object's prototype when somebody copies carelessly. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])
