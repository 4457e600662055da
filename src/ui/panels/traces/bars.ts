// How a span lies on the time canvas: where, and with which look. Pure geometry, painted elsewhere.
import type { SpanKind, SpanStatus } from '#trace'
import type { TimeScale } from '../draw/time-scale.ts'

/** frame: a container of others; solid: something works; dotted: it gets ready; hatched: it waits; point: an instant. */
export type BarLook = 'frame' | 'solid' | 'dotted' | 'hatched' | 'point'
export type BarTone = 'ok' | 'error' | 'refused' | 'retry' | 'neutral' | 'accent'

export interface Bar {
  readonly x: number
  readonly width: number
  readonly look: BarLook
  readonly tone: BarTone
  /** Not ended: the right end is now, and left open. */
  readonly open: boolean
}

interface BarSource {
  readonly kind: SpanKind
  readonly status: SpanStatus
  readonly startUs: number
  readonly endUs: number | undefined
}

/** Shorter spans are drawn so wide that they can be seen. */
const LEAST_PX = 2

const LOOKS: Readonly<Record<SpanKind, BarLook>> = {
  firing: 'point',
  call: 'frame',
  attempt: 'solid',
  refusal: 'point',
  'retry-wait': 'hatched',
  'http-server': 'frame',
  invocation: 'frame',
  initialisation: 'dotted',
  run: 'solid',
  'queue-wait': 'hatched',
  delivery: 'frame',
  service: 'solid',
}

function toneOf(kind: SpanKind, status: SpanStatus): BarTone {
  if (kind === 'retry-wait') return 'retry'
  if (status === 'error') return 'error'
  if (status === 'refused' || kind === 'refusal') return 'refused'
  if (kind === 'queue-wait') return 'neutral'
  if (kind === 'initialisation') return 'accent'
  return LOOKS[kind] === 'solid' ? 'ok' : 'neutral'
}

export function barOf(span: BarSource, scale: TimeScale, nowUs: number): Bar {
  const x = scale.x(span.startUs)
  const endX = scale.x(Math.max(span.startUs, span.endUs ?? nowUs))
  return {
    x,
    width: Math.max(LEAST_PX, endX - x),
    look: LOOKS[span.kind],
    tone: toneOf(span.kind, span.status),
    open: span.endUs === undefined,
  }
}

/** A closer or wider look around a place that stays where it is. */
export function zoomed(
  view: { readonly fromUs: number; readonly toUs: number },
  whole: { readonly fromUs: number; readonly toUs: number },
  aroundUs: number,
  factor: number,
): { readonly fromUs: number; readonly toUs: number } | undefined {
  const least = 20
  const wanted = Math.max(least, (view.toUs - view.fromUs) * factor)
  if (wanted >= whole.toUs - whole.fromUs) return undefined
  const share = (aroundUs - view.fromUs) / (view.toUs - view.fromUs)
  const fromUs = Math.min(Math.max(whole.fromUs, aroundUs - share * wanted), whole.toUs - wanted)
  return { fromUs, toUs: fromUs + wanted }
}
