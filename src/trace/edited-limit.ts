// What an edit during a run makes of a function's concurrency: the one setting of a node that its figures tell.
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** `detail` is that of an edit as the log has it, written by a realm that nobody trusts; undefined: it is none. */
export function editedConcurrencyLimit(detail: string, unreserved: number): number | undefined {
  try {
    const input: unknown = JSON.parse(detail)
    if (!isRecord(input) || !isRecord(input['config'])) return undefined
    const { scaling } = input['config']
    if (isRecord(scaling) && scaling['type'] !== 'lambda') return undefined
    const limit = input['config']['reservedConcurrency'] ?? unreserved
    return typeof limit === 'number' && Number.isFinite(limit) ? limit : undefined
  } catch {
    return undefined // no JSON: no edit of ours
  }
}
