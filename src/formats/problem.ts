// What a format says: why a text can't be read, what reading and writing could not carry over. Codes with data; the
// sentences are in sentences/.
import type { DocumentProblem, NodeId, SentenceData } from '#workflow'
import type { FormatSentenceCode } from './sentences/en.ts'

export interface FormatSaid {
  readonly code: FormatSentenceCode
  readonly data: SentenceData
}

/** Why nothing was read. `data` has `line` and `column` where the parser knows them. */
export type FormatProblem = FormatSaid

/** Something that was read or written otherwise than a person may expect. */
export interface FormatNote extends FormatSaid {
  readonly node?: NodeId
}

/** A document's own problem, said by the document's sentences. */
export type ReadProblem = FormatProblem | DocumentProblem

export const said = (code: FormatSentenceCode, data: SentenceData = {}): FormatSaid => ({ code, data })
