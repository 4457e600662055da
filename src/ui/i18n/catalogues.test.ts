// Every catalogue speaks every language, with the same placeholders in each. That no key is missing, the compiler
// sees to; this sees to empty texts, lost placeholders and catalogues that one forgot to translate.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { LANGUAGES } from '#ui/kit'
import { describe, expect, it } from 'vitest'

interface Catalogue {
  readonly en: Readonly<Record<string, string>>
  readonly 'zh-CN': Readonly<Record<string, string>>
}

const UI = join(import.meta.dirname, '..')

const files = readdirSync(UI, { recursive: true, encoding: 'utf8' })
  .filter((path) => /(^|[-/])texts\.ts$/.test(path))
  .sort()

const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name as string))].sort()

const isCatalogue = (value: unknown): value is Catalogue =>
  value !== null && typeof value === 'object' && 'zh-CN' in value

const catalogues = (
  await Promise.all(
    files.map(async (path) => {
      const module: Readonly<Record<string, unknown>> = await import(join(UI, path))
      return Object.values(module)
        .filter(isCatalogue)
        .map((catalogue) => ({ path, catalogue }))
    }),
  )
).flat()

describe('the catalogues', () => {
  it('are found', () => {
    expect(catalogues.length).toBeGreaterThan(5)
  })

  for (const { path, catalogue } of catalogues) {
    it(`${path} says everything in each language`, () => {
      for (const language of LANGUAGES)
        for (const [key, text] of Object.entries(catalogue[language]))
          expect(text.trim(), `${key} in ${language}`).not.toBe('')
    })

    it(`${path} names the same things in each language`, () => {
      for (const [key, text] of Object.entries(catalogue.en))
        expect(placeholders(catalogue['zh-CN'][key] ?? ''), key).toEqual(placeholders(text))
    })
  }
})
