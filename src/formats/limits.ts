// How large a foreign project may be: checked before anything is built from it (safety.md, rule 5).

/** CloudFormation takes 1 MB from S3 [V]; more, so that our own larger exports come back. */
export const MAXIMUM_TEMPLATE_BYTES = 2 * 1024 * 1024
/** The parser's time for comments and quoted texts of many lines grows with the square of them. */
export const MAXIMUM_TEMPLATE_LINES = 100_000
export const CLOUDFORMATION_BYTES = 1024 * 1024
/** The document may hold 64 levels, and what an export says beside its resources stands a little deeper. */
export const MAXIMUM_TEMPLATE_DEPTH = 68
/** Counted with aliases followed: a bomb of them is refused, not unfolded. */
export const MAXIMUM_TEMPLATE_VALUES = 200_000
/** Of a string that intrinsic functions make. */
export const MAXIMUM_RESOLVED_CHARACTERS = 65_536
/** Notes listed for one reading; the rest are counted. */
export const MAXIMUM_NOTES_SAID = 500

export const MAXIMUM_ZIP_ENTRIES = 5000
export const MAXIMUM_INFLATED_BYTES = 40 * 1024 * 1024
