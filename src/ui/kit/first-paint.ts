// What the page does not show at once waits until something is seen, so that it doesn't compete with it.
import { type ComponentType, createElement, useEffect, useState } from 'react'

/** The first sight of the page is over, or nobody is looking. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => {
      if (list.getEntriesByName('first-contentful-paint').length > 0) done()
    })
    const hidden = (): void => {
      if (document.visibilityState === 'hidden') done()
    }
    function done(): void {
      observer.disconnect()
      document.removeEventListener('visibilitychange', hidden)
      resolve()
    }
    observer.observe({ type: 'paint', buffered: true })
    document.addEventListener('visibilitychange', hidden)
    hidden()
  })
}

let first: Promise<void> | undefined

/** Resolves once the page was painted for the first time; at once where it is hidden. */
export function firstPaint(): Promise<void> {
  first ??= painted()
  return first
}

interface Part<Props extends object> {
  readonly load: () => Promise<ComponentType<Props>>
  loaded: ComponentType<Props> | undefined
}

function WhenLoaded<Props extends object>({ part, props }: { readonly part: Part<Props>; readonly props: Props }) {
  const [state, setState] = useState<{ readonly error?: unknown }>({})
  useEffect(() => {
    if (part.loaded) return
    let isGone = false
    const tell = (news: { readonly error?: unknown }): void => {
      if (!isGone) setState(news)
    }
    firstPaint()
      .then(part.load)
      .then(
        (component) => {
          part.loaded = component
          tell({})
        },
        (error: unknown) => tell({ error }),
      )
    return () => {
      isGone = true
    }
  }, [part])
  if ('error' in state) throw state.error
  return part.loaded ? createElement(part.loaded, props) : null
}

/**
 * A component that is fetched when it is first shown, not before the first paint. Nothing stands in for it meanwhile:
 * Suspense would show it 300 ms after its fallback at the earliest.
 */
export function lazyAfterPaint<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const part: Part<Props> = { load, loaded: undefined }
  return (props) => createElement(WhenLoaded<Props>, { part, props })
}
