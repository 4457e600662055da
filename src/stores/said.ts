// What the stores have to tell people: a code with data, of this room or of the document's. `say` makes the sentence.
import type { SentenceCode, SentenceData } from '#workflow'
import type { StoreSentenceCode } from './sentences/en.ts'

export interface Said {
  readonly code: SentenceCode | StoreSentenceCode
  readonly data: SentenceData
}
