// A canvas as sharp as the screen, painted when what it shows, its size or the theme changed, and never by itself.
import { useLayoutEffect, useRef, useState } from 'react'
import { type Palette, usePalette } from './palette.ts'
import css from './surface.module.css'

export interface Paper {
  readonly context: CanvasRenderingContext2D
  readonly width: number
  readonly height: number
  readonly palette: Palette
}

/** Larger backing stores are refused by some graphics cards. */
const MOST_PIXELS = 16_000_000

function paintOn(canvas: HTMLCanvasElement, palette: Palette, paint: (paper: Paper) => void): void {
  const { clientWidth: width, clientHeight: height } = canvas
  const context = canvas.getContext('2d')
  if (!context || width === 0 || height === 0) return
  const ratio = Math.min(devicePixelRatio, Math.sqrt(MOST_PIXELS / (width * height)))
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide
    canvas.height = high
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  context.font = palette.font
  context.textBaseline = 'middle'
  paint({ context, width, height, palette })
}

/** `paint` is called again when it is another function: memoise it on what it draws. */
export function Surface({ paint }: { readonly paint: (paper: Paper) => void }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const palette = usePalette()
  const [size, setSize] = useState('')
  useLayoutEffect(() => {
    const element = canvas.current
    if (!element) return
    const observer = new ResizeObserver(() =>
      setSize(`${element.clientWidth} ${element.clientHeight} ${devicePixelRatio}`),
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another size asks for another painting
  useLayoutEffect(() => {
    if (canvas.current) paintOn(canvas.current, palette, paint)
  }, [paint, palette, size])
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas without tabindex takes no focus
  return <canvas ref={canvas} className={css.surface} aria-hidden="true" />
}
