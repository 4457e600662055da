// What a lesson's reader says, in the reader's language; a document's problems are said by the document's sentences.
import { fillSentence, type Language, SENTENCE_CODES, type SentenceCode, type SentenceData, sentence } from '#workflow'
import { en, type LessonSentenceCode } from './sentences/en.ts'
import { zh } from './sentences/zh.ts'

export interface LessonSaid {
  readonly code: LessonSentenceCode
  readonly data: SentenceData
}

const TEMPLATES: Readonly<Record<Language, Readonly<Record<LessonSentenceCode, string>>>> = { en, zh }
const DOCUMENT_CODES: ReadonlySet<string> = new Set(SENTENCE_CODES)

const isDocuments = (code: LessonSentenceCode | SentenceCode): code is SentenceCode => DOCUMENT_CODES.has(code)

export const lessonSentence = (
  { code, data }: { readonly code: LessonSentenceCode | SentenceCode; readonly data: SentenceData },
  language: Language,
): string =>
  isDocuments(code) ? sentence(code, data, language) : fillSentence(TEMPLATES[language][code], data, language)
