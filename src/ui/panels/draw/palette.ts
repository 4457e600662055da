// The tokens' colours as canvases need them, for the theme in force.
import { useSyncExternalStore } from 'react'

const NAMES = [
  'ground',
  'panel',
  'hover',
  'pressed',
  'line',
  'line-strong',
  'text',
  'muted',
  'faint',
  'accent',
  'ok',
  'retry',
  'error',
  'dead',
  'refused',
  'ok-soft',
  'retry-soft',
  'error-soft',
  'refused-soft',
] as const
export type ColorName = (typeof NAMES)[number]
export type Palette = Readonly<Record<ColorName, string>> & { readonly font: string }

/** A custom property holds text such as light-dark(…); only a real property resolves it. */
function read(): Palette {
  const probe = document.createElement('span')
  probe.style.display = 'none'
  document.body.append(probe)
  const colors = {} as Record<ColorName, string>
  for (const name of NAMES) {
    probe.style.color = `var(--${name})`
    colors[name] = getComputedStyle(probe).color
  }
  // With forced colours nothing may be told by a tint.
  if (matchMedia('(forced-colors: active)').matches)
    for (const name of NAMES) if (name.endsWith('-soft') || name === 'hover') colors[name] = colors.panel
  probe.remove()
  return { ...colors, font: `11px ${getComputedStyle(document.body).fontFamily}` }
}

const THEME_MEDIA = ['(prefers-color-scheme: dark)', '(forced-colors: active)', '(prefers-contrast: more)']
let current: Palette | undefined
const listeners = new Set<() => void>()

function forget(): void {
  current = undefined
  for (const listener of listeners) listener()
}

let watched: (() => void) | undefined

function watch(): () => void {
  const media = THEME_MEDIA.map((query) => matchMedia(query))
  for (const query of media) query.addEventListener('change', forget)
  const observer = new MutationObserver(forget)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  return () => {
    for (const query of media) query.removeEventListener('change', forget)
    observer.disconnect()
  }
}

function subscribe(listener: () => void): () => void {
  watched ??= watch()
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    watched?.()
    watched = undefined
    current = undefined
  }
}

function snapshot(): Palette {
  current ??= read()
  return current
}

export const usePalette = (): Palette => useSyncExternalStore(subscribe, snapshot)
