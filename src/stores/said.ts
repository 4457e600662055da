// What the stores have to tell people: a code with data, of this room or of the document's. `say` makes the sentence.
import { fillSentence, type SentenceCode, type SentenceData, sentence } from '#workflow'
import type { Language } from './preferences.ts'
import { en, type StoreSentenceCode } from './sentences/en.ts'
import { zh } from './sentences/zh.ts'

export interface Said {
  readonly code: SentenceCode | StoreSentenceCode
  readonly data: SentenceData
}

const TEMPLATES = { en, 'zh-CN': zh } as const

const isOurs = (code: Said['code']): code is StoreSentenceCode => Object.hasOwn(en, code)

/** Replaces `{name:time}`; the other placeholders are the document's. */
const fillTimes = (template: string, data: SentenceData, language: Language): string =>
  template.replace(/\{(\w+):time\}/g, (placeholder, name: string) => {
    const atMs = data[name]
    if (typeof atMs !== 'number') return placeholder
    return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(atMs)
  })

/** The sentence in the reader's language: of a refusal, a problem, an undo label, a save state … */
export function say({ code, data }: Said, language: Language): string {
  const short = language === 'zh-CN' ? 'zh' : 'en'
  if (!isOurs(code)) return sentence(code, data, short)
  return fillSentence(fillTimes(TEMPLATES[language][code], data, language), data, short)
}
