// What the user prefers, in this browser: language, theme, motion, panels, speed. Unusable entries count as absent.
import type { Pace } from '#workers/protocol'
import * as z from 'zod/mini'
import { createStore } from 'zustand/vanilla'
import type { KeyValues } from './platform.ts'
import type { Readable } from './readable.ts'

export type Language = 'en' | 'zh-CN'
export const LANGUAGES: readonly Language[] = ['en', 'zh-CN']
export type Theme = 'system' | 'dark' | 'light'
/** `system`: as prefers-reduced-motion says. */
export type Motion = 'system' | 'reduced' | 'full'

export interface PanelState {
  /** Pixels. */
  readonly size: number
  readonly collapsed: boolean
}

export interface PreferencesState {
  readonly language: Language
  readonly theme: Theme
  readonly motion: Motion
  /** By the panel's name. */
  readonly panels: Readonly<Record<string, PanelState>>
  readonly pace: Pace
}

export interface PreferencesStore extends Readable<PreferencesState> {
  set(patch: Partial<Omit<PreferencesState, 'panels'>>): void
  setPanel(name: string, patch: Partial<PanelState>): void
}

const KEY = 'faaslab.preferences'
const LONGEST_NAME = 40
const MOST_PANELS = 50
/** Pixels; whoever shows a panel has limits of its own. */
const LARGEST_PANEL = 10_000
/** Virtual seconds per second (experience.md). */
const SLOWEST = 0.1
const FASTEST = 100

const panelSchema = z.object({
  size: z.catch(z.number().check(z.gte(0), z.lte(LARGEST_PANEL)), 0),
  collapsed: z.catch(z.boolean(), false),
})

const paceSchema = z.union([z.literal('max'), z.number().check(z.gte(SLOWEST), z.lte(FASTEST))])

/** One unusable entry takes no other with it. */
const schemaFor = (language: Language) =>
  z.object({
    language: z.catch(z.enum(['en', 'zh-CN']), language),
    theme: z.catch(z.enum(['system', 'dark', 'light']), 'system'),
    motion: z.catch(z.enum(['system', 'reduced', 'full']), 'system'),
    panels: z.catch(
      z
        .record(z.string().check(z.maxLength(LONGEST_NAME)), panelSchema)
        .check(z.refine((panels) => Object.keys(panels).length <= MOST_PANELS)),
      {},
    ),
    pace: z.catch(paceSchema, 1),
  })

/** The first of the browser's languages that we speak; any Chinese is 简体中文. */
export function languageFrom(languages: readonly string[]): Language {
  for (const language of languages) {
    const tag = language.toLowerCase()
    if (tag === 'zh' || tag.startsWith('zh-')) return 'zh-CN'
    if (tag === 'en' || tag.startsWith('en-')) return 'en'
  }
  return 'en'
}

function readJson(text: string | null): unknown {
  if (text === null) return {}
  try {
    return JSON.parse(text)
  } catch {
    return {} // Somebody else's text, or half of ours: every preference has a default.
  }
}

export interface PreferencesOptions {
  readonly keyValues: KeyValues
  readonly languages: readonly string[]
}

export function createPreferencesStore({ keyValues, languages }: PreferencesOptions): PreferencesStore {
  const schema = schemaFor(languageFrom(languages))
  const read = (value: unknown): PreferencesState => {
    const parsed = schema.safeParse(value)
    return parsed.success ? parsed.data : schema.parse({})
  }
  const store = createStore<PreferencesState>(() => read(readJson(keyValues.read(KEY))))

  function change(next: PreferencesState): void {
    store.setState(read(next), true)
    keyValues.write(KEY, JSON.stringify(store.getState()))
  }

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    set: (patch) => change({ ...store.getState(), ...patch }),
    setPanel(name, patch) {
      const { panels } = store.getState()
      const before = Object.hasOwn(panels, name) ? panels[name] : undefined
      const panel = { size: 0, collapsed: false, ...before, ...patch }
      change({ ...store.getState(), panels: { ...panels, [name]: panel } })
    },
  }
}
