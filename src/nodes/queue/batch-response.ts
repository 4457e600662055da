// What a consumer's answer says of a batch under ReportBatchItemFailures. [R]: four recorded cases; the rest [K].

export type BatchVerdict =
  | { readonly type: 'all-succeeded' }
  | { readonly type: 'all-failed' }
  | { readonly type: 'failed'; readonly ids: ReadonlySet<string> }

/**
 * `payload` is the function's result as JSON text. Nothing, `{}`, an empty string or an empty list is full success; what
 * can't be read as a list of known message ids fails the whole batch.
 */
export function readBatchResponse(payload: string, known: ReadonlySet<string>): BatchVerdict {
  const failed: BatchVerdict = { type: 'all-failed' }
  let answer: unknown
  try {
    answer = payload === '' ? null : JSON.parse(payload)
  } catch {
    return failed
  }
  if (answer === null || answer === '') return { type: 'all-succeeded' }
  if (typeof answer !== 'object' || Array.isArray(answer)) return failed
  const keys = Object.keys(answer)
  if (keys.length === 0) return { type: 'all-succeeded' }
  if (!('batchItemFailures' in answer)) return failed
  const items = answer.batchItemFailures
  if (items === null || (Array.isArray(items) && items.length === 0)) return { type: 'all-succeeded' }
  if (!Array.isArray(items)) return failed
  const ids = new Set<string>()
  for (const item of items) {
    const id: unknown = item && typeof item === 'object' && 'itemIdentifier' in item ? item.itemIdentifier : undefined
    if (typeof id !== 'string' || !known.has(id)) return failed
    ids.add(id)
  }
  return { type: 'failed', ids }
}
