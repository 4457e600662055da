// Text in every language the product speaks. Each folder keeps its own catalogue beside its components (`texts.ts`);
// a key that one language lacks is a compile error.
import { createContext, type ReactNode, use, useCallback } from 'react'

export const LANGUAGES = ['en', 'zh-CN'] as const
export type Language = (typeof LANGUAGES)[number]

/** One text in every language. */
export type Text = Readonly<Record<Language, string>>

export type TextData = Readonly<Record<string, string | number>>

export interface Texts<Key extends string> {
  readonly en: Readonly<Record<Key, string>>
  readonly 'zh-CN': Readonly<Record<Key, string>>
}

/** Placeholders: `{count}`, and by number `{count|problem|problems}`. */
export const defineTexts = <const En extends Readonly<Record<string, string>>>(texts: {
  readonly en: En
  readonly 'zh-CN': { readonly [K in keyof En]: string }
}): Texts<Extract<keyof En, string>> => texts

const PLACEHOLDER = /\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g

export function fillText(template: string, data: TextData = {}): string {
  return template.replace(PLACEHOLDER, (whole: string, key: string, one?: string, many?: string) => {
    const value = data[key]
    if (value === undefined) return whole
    if (one !== undefined && many !== undefined) return value === 1 ? one : many
    return String(value)
  })
}

const LanguageContext = createContext<Language>('en')

export function LanguageProvider({
  language,
  children,
}: {
  readonly language: Language
  readonly children: ReactNode
}) {
  return <LanguageContext value={language}>{children}</LanguageContext>
}

export const useLanguage = (): Language => use(LanguageContext)

export type Say<Key extends string> = (key: Key, data?: TextData) => string

/** `const t = useText(texts)`, then `t('save')`. */
export function useText<Key extends string>(texts: Texts<Key>): Say<Key> {
  const language = useLanguage()
  return useCallback((key, data) => fillText(texts[language][key], data), [texts, language])
}

/** For texts that come as values, such as the title of a kind. */
export function useSay(): (text: Text, data?: TextData) => string {
  const language = useLanguage()
  return useCallback((text, data) => fillText(text[language], data), [language])
}
