// Apart from schemas and from the list of zones, so that whoever asks for it loads neither.

/** The zone of a schedule that has none of its own. */
export const UTC = 'UTC'
