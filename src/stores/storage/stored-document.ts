// From what lies in the database to a document: the newest save that is whole, or why there is none.
import { failure, type Result, success } from '#base'
import { parseWorkflow, type Workflow } from '#workflow'
import { fileNameOf } from '../files.ts'
import type { DownloadFile } from '../platform.ts'
import type { Said } from '../said.ts'
import { checksumOf, type SaveRecord, type StoredSaves, type VersionRecord } from './database.ts'

export interface ReadText {
  readonly workflow: Workflow
  readonly foreign: readonly string[]
}

export interface ReadSaves extends ReadText {
  readonly save: number
  readonly savedAtMs: number
  /** Set when a newer save could not be read. */
  readonly notice: StorageNotice | undefined
}

/** Something that happened while opening; `downloads` are the texts that could not be read. */
export interface StorageNotice {
  readonly said: Said
  readonly downloads: readonly DownloadFile[]
}

type Damage = 'damaged' | 'newer'

export function readText(
  record: Pick<SaveRecord | VersionRecord, 'text' | 'checksum' | 'foreign'>,
): Result<ReadText, Damage> {
  if (checksumOf(record.text) !== record.checksum) return failure('damaged')
  const read = parseWorkflow(record.text)
  if (read.ok) return success({ workflow: read.value, foreign: record.foreign })
  return failure(read.error.some(({ code }) => code === 'document-too-new') ? 'newer' : 'damaged')
}

const asDownload = ({ name, text, save }: SaveRecord): DownloadFile => ({
  name: fileNameOf(`${name} ${save}`, '.damaged.json'),
  text,
  type: 'application/json',
})

export function readSaves({ saves, newest }: StoredSaves): Result<ReadSaves, StorageNotice> {
  const damaged: SaveRecord[] = []
  for (const record of saves) {
    const read = readText(record)
    if (!read.ok && read.error === 'newer')
      return failure({ said: { code: 'document-newer', data: {} }, downloads: [] })
    if (!read.ok) {
      damaged.push(record)
      continue
    }
    const { save, savedAtMs, name } = record
    const said: Said = { code: 'opened-previous', data: { name, saved: savedAtMs } }
    const notice = save < newest ? { said, downloads: damaged.map(asDownload) } : undefined
    return success({ ...read.value, save, savedAtMs, notice })
  }
  if (newest === 0) return failure({ said: { code: 'opened-missing', data: {} }, downloads: [] })
  const name = damaged[0]?.name ?? ''
  return failure({ said: { code: 'opened-none', data: { name } }, downloads: damaged.map(asDownload) })
}
