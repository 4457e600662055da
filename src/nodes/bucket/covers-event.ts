// Which event types a selected one stands for: apart from the model, as a run's worker is to do without schemas.

/** `s3:ObjectCreated:*` has all that begins so. */
export const coversEvent = (selected: string, event: string): boolean =>
  selected.endsWith('*') ? event.startsWith(selected.slice(0, -1)) : selected === event
