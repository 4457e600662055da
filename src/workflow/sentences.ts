// Codes and data become sentences here, in the reader's language, and nowhere else in this room.
import { formatDuration } from '#base'
import type { SentenceData } from './refusal.ts'
import { en, type SentenceCode } from './sentences/en.ts'
import { zh } from './sentences/zh.ts'

export type Language = 'en' | 'zh'

const TEMPLATES: Readonly<Record<Language, Readonly<Record<SentenceCode, string>>>> = { en, zh }

export const SENTENCE_CODES = Object.keys(en) as readonly SentenceCode[]

const KIB = 1024

function formatBytes(bytes: number): string {
  if (bytes < KIB) return `${bytes} B`
  return bytes < KIB * KIB ? `${Number((bytes / KIB).toFixed(1))} KiB` : `${Number((bytes / KIB / KIB).toFixed(1))} MiB`
}

/** Formats whose words are sentences themselves: `{kind:kind}` is the sentence `kind-queue`. */
const WORDS: Readonly<Record<string, string>> = {
  kind: 'kind-',
  type: 'type-',
  effect: 'effect-',
  faultreason: '',
  reason: 'schedule-reason-',
}

function fill(value: string | number, format: string | undefined, language: Language): string {
  if (format === 'duration') return formatDuration(Number(value))
  if (format === 'bytes') return formatBytes(Number(value))
  const prefix = format === undefined ? undefined : WORDS[format]
  if (prefix === undefined) return String(value)
  const templates: Readonly<Record<string, string>> = TEMPLATES[language]
  const word = prefix + value
  return Object.hasOwn(templates, word) ? (templates[word] as string) : String(value)
}

/** The sentence of a code. A placeholder without data stays as it is, so that the gap is seen. */
export const sentence = (code: SentenceCode, data: SentenceData, language: Language): string =>
  fillSentence(TEMPLATES[language][code], data, language)

/** As `sentence`, for the templates of other rooms. */
export function fillSentence(template: string, data: SentenceData, language: Language): string {
  return template.replace(/\{(\w+)(?::(\w+))?\}/g, (placeholder, name: string, format?: string) => {
    const value = Object.hasOwn(data, name) ? data[name] : undefined
    return value === undefined ? placeholder : fill(value, format, language)
  })
}
