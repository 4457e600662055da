// What the user prefers, in this browser: language, theme, motion, panels, speed. Unusable entries count as absent.
import type { Pace } from '#workers/protocol'
import type { Readable } from './readable.ts'

export type Language = 'en' | 'zh-CN'
export const LANGUAGES: readonly Language[] = ['en', 'zh-CN']
export type Theme = 'system' | 'dark' | 'light'
/** `system`: as prefers-reduced-motion says. */
export type Motion = 'system' | 'reduced' | 'full'

export interface PanelState {
  /** Per cent of the room it shares. */
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
