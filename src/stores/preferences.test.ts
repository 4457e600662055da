import { expect, test } from 'vitest'
import { createPreferencesStore, languageFrom } from './preferences.ts'
import { createFakeKeyValues } from './testing/fake-timers.ts'

const KEY = 'faaslab.preferences'
const start = (text?: string, languages: readonly string[] = ['en']) =>
  createPreferencesStore({
    keyValues: createFakeKeyValues(text === undefined ? {} : { [KEY]: text }),
    languages,
  }).getState()

test.each([
  [['zh-TW', 'en'], 'zh-CN'],
  [['de', 'zh-Hans-CN'], 'zh-CN'],
  [['en-GB', 'zh'], 'en'],
  [['fr'], 'en'],
  [[], 'en'],
] as const)('a browser that prefers %j gets %s', (languages, language) => {
  expect(languageFrom(languages)).toBe(language)
})

test('what was set is there again at the next start', () => {
  const keyValues = createFakeKeyValues()
  const one = createPreferencesStore({ keyValues, languages: ['en'] })
  one.set({ language: 'zh-CN', theme: 'dark', motion: 'reduced', pace: 'max' })
  one.setPanel('dock', { size: 350 })
  one.setPanel('dock', { collapsed: true })
  expect(createPreferencesStore({ keyValues, languages: ['en'] }).getState()).toEqual({
    language: 'zh-CN',
    theme: 'dark',
    motion: 'reduced',
    pace: 'max',
    panels: { dock: { size: 350, collapsed: true } },
  })
})

test.each(['', 'null', '[]', '7', '{', '{"panels":7,"pace":-1}', '{"__proto__":{"theme":"dark"}}'])(
  'an unusable entry %j counts as absent',
  (text) => {
    expect(start(text)).toEqual({ language: 'en', theme: 'system', motion: 'system', panels: {}, pace: 1 })
  },
)

test('one unusable field takes no other with it', () => {
  expect(start('{"theme":"dark","language":"tlh","pace":1e9,"panels":{"dock":{"size":"wide"}}}', ['zh'])).toEqual({
    language: 'zh-CN',
    theme: 'dark',
    motion: 'system',
    pace: 1,
    panels: { dock: { size: 0, collapsed: false } },
  })
})

test('settings that can’t be kept still hold on this page', () => {
  const store = createPreferencesStore({ keyValues: createFakeKeyValues({}, true), languages: ['en'] })
  store.set({ theme: 'light' })
  expect(store.getState().theme).toBe('light')
})
