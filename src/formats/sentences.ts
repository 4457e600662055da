// What formats say, in the reader's language; the document's own problems are said by the document's sentences.
import { fillSentence, type Language, SENTENCE_CODES, type SentenceCode, type SentenceData, sentence } from '#workflow'
import { en, type FormatSentenceCode } from './sentences/en.ts'
import { zh } from './sentences/zh.ts'

const TEMPLATES: Readonly<Record<Language, Readonly<Record<FormatSentenceCode, string>>>> = { en, zh }

export const FORMAT_SENTENCE_CODES = Object.keys(en) as readonly FormatSentenceCode[]

const DOCUMENT_CODES: ReadonlySet<string> = new Set(SENTENCE_CODES)

const isDocuments = (code: FormatSentenceCode | SentenceCode): code is SentenceCode => DOCUMENT_CODES.has(code)

/** The sentence of what a format or the document says. */
export const formatSentence = (
  { code, data }: { readonly code: FormatSentenceCode | SentenceCode; readonly data: SentenceData },
  language: Language,
): string =>
  isDocuments(code) ? sentence(code, data, language) : fillSentence(TEMPLATES[language][code], data, language)
