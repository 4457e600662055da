// The one overlay canvas on which messages move. It asks the observer ten times a second what is under way and draws
// at the screen's own pace, by itself: React is not told. Nothing moves while paused, hidden or where motion is unwelcome.
import { formatRate, outcomeTexts, useText } from '#ui/kit'
import { findEdge, findNode } from '#workflow'
import { useEffect, useRef, useState } from 'react'
import { useStoreApi } from 'reactflow'
import { type App, useApp, usePreferences, useRun } from '../../shell/app-context.tsx'
import { type Point, pointOn } from '../curve.ts'
import { curves } from '../curves.ts'
import { canvasTexts } from '../texts.ts'
import { drawMark, drawPipe, type Palette, placeOf, type RatesByEdge, readPalette, type Viewport } from './draw.ts'
import css from './flight-layer.module.css'
import { createParticleField, type ParticleField, type PlacedParticle } from './particles.ts'

const ASK_EVERY_MS = 100
/** Marks on screen beyond which edges become pipes. */
const MOST_MARKS = 300
/** A rate is counted over so much virtual time, so that it stands still while the traffic does. */
const RATE_OVER_US = 3_000_000
/** Marks on screen up to which each can be hovered and clicked. */
const MOST_TOUCHABLE = 10
const TOUCH_RADIUS = 14
/** Where a message can be meant, not a shield or a card that it passes by. */
const isBare = (target: EventTarget | null): boolean =>
  target instanceof Element && (target.matches('.react-flow__pane') || target.closest('.react-flow__edge') !== null)
/** How far back an unknown outcome is asked for, in virtual microseconds. */
const PENDING_BACK_US = 30_000_000

interface Scene {
  readonly field: ParticleField
  rates: RatesByEdge
  crowded: boolean
  placed: readonly PlacedParticle[]
  palette: Palette | undefined
  lastUs: number
  lastMs: number
}

const newScene = (): Scene => ({
  field: createParticleField(),
  rates: new Map(),
  crowded: false,
  placed: [],
  palette: undefined,
  lastUs: 0,
  lastMs: 0,
})

async function ask(app: App, scene: Scene, still: boolean): Promise<void> {
  const { nowUs, description } = app.run.getState()
  const observer = app.run.observer()
  if (!observer || !description || nowUs <= scene.lastUs) return
  const nowMs = performance.now()
  const fromUs = scene.lastUs
  const pendingUs = Math.max(scene.field.oldestPendingUs() ?? fromUs, nowUs - PENDING_BACK_US)
  const spreadMs = Math.min(ASK_EVERY_MS * 2, nowMs - scene.lastMs)
  scene.lastUs = nowUs
  scene.lastMs = nowMs
  const view = await observer.flights({ fromUs: Math.min(fromUs, pendingUs), toUs: nowUs, limit: MOST_MARKS + 1 })
  scene.crowded = view.total > MOST_MARKS
  if (still || scene.crowded) {
    const sinceUs = Math.max(0, Math.min(fromUs, nowUs - RATE_OVER_US))
    const { perSecond } = await observer.flights({ fromUs: sinceUs, toUs: nowUs, limit: 0 })
    scene.rates = new Map(
      description.edges.flatMap((edge) => {
        const rate = perSecond[edge.index] ?? 0
        return rate > 0 ? [[edge.id, rate] as const] : []
      }),
    )
  }
  if (scene.crowded) scene.field.clear()
  else scene.field.take(view.flights, description, performance.now(), { fromUs, toUs: nowUs, spreadMs })
}

function viewportOf(transform: readonly [number, number, number]): Viewport {
  return { x: transform[0], y: transform[1], zoom: transform[2] }
}

function draw(
  canvas: HTMLCanvasElement,
  scene: Scene,
  viewport: Viewport,
  still: boolean,
  rateText: (rate: number) => string,
): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const ratio = devicePixelRatio
  const { clientWidth: width, clientHeight: height } = canvas
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio)
    canvas.height = Math.round(height * ratio)
  }
  const palette = scene.palette ?? readPalette(canvas)
  scene.palette = palette
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  if (scene.crowded || still) {
    scene.placed = []
    drawPipes(context, scene.rates, palette, viewport, rateText)
    return
  }
  scene.placed = scene.field.place(performance.now())
  for (const placed of scene.placed) {
    const curve = curves.get(placed.particle.edge)
    if (curve) drawMark(context, placeOf(placed, curve, viewport), placed, palette, viewport.zoom)
  }
}

function drawPipes(
  context: CanvasRenderingContext2D,
  rates: RatesByEdge,
  palette: Palette,
  viewport: Viewport,
  rateText: (rate: number) => string,
): void {
  for (const [edge, rate] of rates) {
    const curve = curves.get(edge)
    if (curve) drawPipe(context, curve, rate, palette, viewport)
  }
  context.font = '600 11px system-ui, sans-serif'
  context.textAlign = 'center'
  for (const [edge, rate] of rates) {
    const curve = curves.get(edge)
    if (!curve) continue
    const middle = pointOn(curve, 0.5)
    const x = middle.x * viewport.zoom + viewport.x
    const y = middle.y * viewport.zoom + viewport.y + 16
    const text = rateText(rate)
    const half = context.measureText(text).width / 2 + 5
    context.fillStyle = palette.ground
    context.fillRect(x - half, y - 9, half * 2, 16)
    context.fillStyle = palette.text
    context.fillText(text, x, y + 3)
  }
}

function useReducedMotion(): boolean {
  const motion = usePreferences((state) => state.motion)
  const [system, setSystem] = useState(() => matchMedia('(prefers-reduced-motion: reduce)').matches)
  useEffect(() => {
    const query = matchMedia('(prefers-reduced-motion: reduce)')
    const change = () => setSystem(query.matches)
    query.addEventListener('change', change)
    return () => query.removeEventListener('change', change)
  }, [])
  return motion === 'reduced' || (motion === 'system' && system)
}

export function FlightLayer() {
  const app = useApp()
  const t = useText(canvasTexts)
  const flow = useStoreApi()
  const canvas = useRef<HTMLCanvasElement>(null)
  const scene = useRef<Scene>(newScene())
  const playing = useRun((state) => state.playing)
  const run = useRun((state) => state.run)
  const theme = usePreferences((state) => state.theme)
  const still = useReducedMotion()

  // biome-ignore lint/correctness/useExhaustiveDependencies: another run, another scene
  useEffect(() => {
    scene.current = newScene()
  }, [run])

  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme, other colours
  useEffect(() => {
    scene.current.palette = undefined
  }, [theme])

  // biome-ignore lint/correctness/useExhaustiveDependencies: another run: what was on its way is gone, playing or not
  useEffect(() => {
    const element = canvas.current
    if (!element) return
    const paint = () =>
      draw(element, scene.current, viewportOf(flow.getState().transform), still, (rate) =>
        t('perSecond', { rate: formatRate(rate) }),
      )
    let frame = 0
    let timer: ReturnType<typeof setInterval> | undefined
    const loop = () => {
      paint()
      frame = requestAnimationFrame(loop)
    }
    const begin = () => {
      cancelAnimationFrame(frame)
      clearInterval(timer)
      if (document.hidden) return
      paint()
      if (!playing) return
      timer = setInterval(() => void ask(app, scene.current, still).then(still ? paint : undefined), ASK_EVERY_MS)
      if (!still) frame = requestAnimationFrame(loop)
    }
    begin()
    document.addEventListener('visibilitychange', begin)
    const stopFlow = flow.subscribe((state, before) => {
      if (playing && !still) return
      if (state.transform !== before.transform) paint()
      // Lines that moved or went are known with the next frame.
      else if (state.nodes !== before.nodes || state.edges !== before.edges) {
        cancelAnimationFrame(frame)
        frame = requestAnimationFrame(paint)
      }
    })
    return () => {
      cancelAnimationFrame(frame)
      clearInterval(timer)
      document.removeEventListener('visibilitychange', begin)
      stopFlow()
    }
  }, [app, flow, playing, run, still, t])

  return (
    <>
      <canvas ref={canvas} className={css.layer} />
      <Touch scene={scene} canvas={canvas} />
    </>
  )
}

interface Touched extends Point {
  readonly placed: PlacedParticle
}

/** While few are under way, each can be pointed at: what it is, and a click shows its trace. */
function Touch({
  scene,
  canvas,
}: {
  readonly scene: { readonly current: Scene }
  readonly canvas: { readonly current: HTMLCanvasElement | null }
}) {
  const app = useApp()
  const t = useText(canvasTexts)
  const outcome = useText(outcomeTexts)
  const flow = useStoreApi()
  const [touched, setTouched] = useState<Touched>()

  useEffect(() => {
    const region = canvas.current?.parentElement
    if (!region) return
    const find = (event: MouseEvent): Touched | undefined => {
      if (!isBare(event.target)) return undefined
      const box = region.getBoundingClientRect()
      const { placed } = scene.current
      if (placed.length === 0 || placed.length > MOST_TOUCHABLE) return undefined
      const viewport = viewportOf(flow.getState().transform)
      for (const each of placed) {
        const curve = curves.get(each.particle.edge)
        if (!curve) continue
        const point = placeOf(each, curve, viewport)
        const far = Math.hypot(point.x - (event.clientX - box.left), point.y - (event.clientY - box.top))
        if (far < TOUCH_RADIUS) return { ...point, placed: each }
      }
      return undefined
    }
    let pressed: number | undefined
    const onMove = (event: MouseEvent) => setTouched(event.buttons === 0 ? find(event) : undefined)
    const onDown = (event: MouseEvent) => {
      pressed = find(event)?.placed.particle.span
    }
    // A drag that happens to end on a message is no click on it.
    const onClick = (event: MouseEvent) => {
      const hit = find(event)
      if (!hit || hit.placed.particle.span !== pressed) return
      event.stopPropagation()
      app.preferences.setPanel('dock', { collapsed: false })
      app.view.show({ dock: 'traces', trace: hit.placed.particle.trace })
    }
    region.addEventListener('mousemove', onMove, { passive: true })
    region.addEventListener('mousedown', onDown, { capture: true })
    region.addEventListener('click', onClick, { capture: true })
    return () => {
      region.removeEventListener('mousemove', onMove)
      region.removeEventListener('mousedown', onDown, { capture: true })
      region.removeEventListener('click', onClick, { capture: true })
    }
  }, [app, canvas, flow, scene])

  if (!touched) return null
  const { workflow } = app.document.getState()
  const edge = findEdge(workflow, touched.placed.particle.edge)
  const name = (id: string | undefined) => (id === undefined ? '' : (findNode(workflow, id)?.name ?? ''))
  const end = touched.placed.particle.outcome
  return (
    <div className={css.tip} style={{ left: touched.x, top: touched.y }}>
      {t('message', {
        from: name(edge?.from.node),
        to: name(edge?.to.node),
        outcome: end === 'pending' ? t('pending') : outcome(end),
      })}
    </div>
  )
}
