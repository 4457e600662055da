// What a consumer's answer says of a batch of stream records under ReportBatchItemFailures: where to go on from. Recorded
// for Kinesis and DynamoDB. [R]

export type StreamVerdict =
  | { readonly type: 'all-succeeded' }
  | { readonly type: 'all-failed' }
  /** The first of the batch that is to be tried again. */
  | { readonly type: 'from'; readonly index: number }

/** `payload` is the function's result as JSON text; `sequences` those of the batch, in order. */
export function readStreamResponse(payload: string, sequences: readonly string[]): StreamVerdict {
  const failed: StreamVerdict = { type: 'all-failed' }
  const succeeded: StreamVerdict = { type: 'all-succeeded' }
  let answer: unknown
  try {
    answer = payload === '' ? null : JSON.parse(payload)
  } catch {
    return failed
  }
  if (answer === null || answer === '') return succeeded
  if (typeof answer !== 'object' || Array.isArray(answer)) return failed
  if (Object.keys(answer).length === 0) return succeeded
  if (!('batchItemFailures' in answer)) return failed
  const items = answer.batchItemFailures
  if (items === null || (Array.isArray(items) && items.length === 0)) return succeeded
  if (!Array.isArray(items)) return failed
  let lowest = sequences.length
  for (const item of items) {
    const id: unknown = item && typeof item === 'object' && 'itemIdentifier' in item ? item.itemIdentifier : undefined
    const index = typeof id === 'string' ? sequences.indexOf(id) : -1
    if (index < 0) return failed
    lowest = Math.min(lowest, index)
  }
  return { type: 'from', index: lowest }
}
