// What the page does not show at once waits until something is seen, so that it doesn't compete with it.
import { type ComponentType, lazy } from 'react'

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

/** A component that is fetched when it is first shown, not before the first paint. */
export const lazyAfterPaint = <Props extends object>(load: () => Promise<ComponentType<Props>>) =>
  lazy(async () => {
    await firstPaint()
    return { default: await load() }
  })
