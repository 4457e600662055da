// A page that goes away has no time for a transaction: what is not saved yet is put down in one synchronous write and
// picked up by whoever opens the document next for writing.
import * as z from 'zod/mini'
import type { KeyValues } from '../platform.ts'
import { checksumOf } from './database.ts'
import { type ReadText, readText } from './stored-document.ts'

const unsavedSchema = z.object({
  /** The save these edits were made on. */
  save: z.int(),
  text: z.string(),
  checksum: z.string(),
  foreign: z.array(z.string()),
})

const keyOf = (id: string): string => `faaslab.unsaved.${id}`

export interface UnsavedText {
  readonly save: number
  readonly text: string
  readonly foreign: readonly string[]
}

/** False where there is no room for it; the save that is tried beside it may still arrive. */
export const writeUnsaved = (keyValues: KeyValues, id: string, { save, text, foreign }: UnsavedText): boolean =>
  keyValues.write(keyOf(id), JSON.stringify({ save, text, checksum: checksumOf(text), foreign }))

export const dropUnsaved = (keyValues: KeyValues, id: string): void => keyValues.remove(keyOf(id))

/** What was put down, unless a later save made it old. */
export function readUnsaved(keyValues: KeyValues, id: string, newest: number): ReadText | undefined {
  const found = parse(keyValues.read(keyOf(id)))
  if (!found || found.save !== newest) return undefined
  const read = readText(found)
  return read.ok ? read.value : undefined
}

function parse(text: string | null): z.infer<typeof unsavedSchema> | undefined {
  if (text === null) return undefined
  try {
    const read = unsavedSchema.safeParse(JSON.parse(text))
    return read.success ? read.data : undefined
  } catch {
    return undefined // Half written: the save it was made on is whole.
  }
}
