// A sealed realm in the page: an opaque frame with one worker in it. Opened, listened to, removed; never trusted.
import type { FramePing, FrameStart, RunSteering, SignOfLife } from '#workers/protocol'
import type { Realm } from '#workers/supervisor'
import { type Remote, wrap } from 'comlink'
import { guardedEndpoint } from './guarded-endpoint.ts'
import { readSign } from './sign-of-life.ts'

/** An opaque frame in which nothing runs yet but its bootstrap. */
export interface EmptyFrame {
  readonly element: HTMLIFrameElement
  readonly loaded: Promise<void>
}

export interface SealedFrameOptions {
  readonly frame: EmptyFrame
  readonly text: string
  /** The other end of the trace port; transferred. */
  readonly tracePort: MessagePort
  /** What it says; `failed` also when it broke the rules of its ports and was removed. */
  onSign(sign: SignOfLife): void
}

/** A realm that is not ready by then never will be: a missing hash or a refused blob reports nothing. */
const READY_WITHIN_MS = 10_000
/** With the wait before it is asked, within a second and a half of the last sign of life. */
const PING_WITHIN_MS = 1100
/** An honest realm sends one in 50 ms, and one for each step it is asked for. */
const MOST_SIGNS_PER_SECOND = 2000
/** Marks of the careful way, of which there is one for each entry into user code. */
const MOST_MARKS_PER_SECOND = 200_000

/** Loads while the run is still being compiled. `frameDocument`: the frame's whole srcdoc. */
export function openEmptyFrame(frameDocument: string): EmptyFrame {
  const element = document.createElement('iframe')
  element.setAttribute('sandbox', 'allow-scripts')
  element.setAttribute('aria-hidden', 'true')
  element.tabIndex = -1
  // Rendered, though nobody sees it: browsers give the process of a frame that is not rendered the least of the machine.
  element.style.cssText = 'position:fixed;top:0;left:0;width:1px;height:1px;border:0;opacity:0;pointer-events:none'
  const loaded = new Promise<void>((resolve) => {
    element.addEventListener('load', () => resolve(), { once: true })
  })
  element.srcdoc = frameDocument
  document.body.append(element)
  return { element, loaded }
}

let pings = 0

/** Does its process answer? */
export function lives(frame: HTMLIFrameElement, withinMs: number): Promise<boolean> {
  pings += 1
  const ping: FramePing = { type: 'faaslab-ping', number: pings }
  return new Promise((resolve) => {
    const heard = (event: MessageEvent<unknown>): void => {
      const data = event.data as Partial<FramePing> | null
      if (event.source === frame.contentWindow && data?.type === ping.type && data.number === ping.number) done(true)
    }
    const timer = setTimeout(() => done(false), withinMs)
    function done(alive: boolean): void {
      clearTimeout(timer)
      removeEventListener('message', heard)
      resolve(alive)
    }
    addEventListener('message', heard)
    frame.contentWindow?.postMessage(ping, '*')
  })
}

export function openSealedFrame(options: SealedFrameOptions): Promise<Realm> {
  const frame = options.frame.element
  const steering = new MessageChannel()
  const signs = new MessageChannel()
  let removed = false

  function remove(): void {
    removed = true
    frame.remove()
    steering.port1.close()
    signs.port1.close()
  }

  return new Promise((resolve, reject) => {
    let ready = false
    let second = 0
    let signsLeft = MOST_SIGNS_PER_SECOND
    let marksLeft = MOST_MARKS_PER_SECOND
    const timer = setTimeout(() => {
      remove()
      reject(new Error(`The sandbox did not start within ${READY_WITHIN_MS / 1000} s.`))
    }, READY_WITHIN_MS)

    /** Only code that has broken out of its walls does such things: its run is over, nothing is repaired. */
    function abused(what: 'shape' | 'pace' | 'sign'): void {
      if (removed) return
      clearTimeout(timer)
      remove()
      const message = `The sandbox broke the rules of its ports (${what}) and was removed.`
      if (ready) options.onSign({ type: 'failed', message })
      else reject(new Error(message))
    }

    /** Undefined: no sign of ours, or too many of them. */
    function soundSign(data: unknown): SignOfLife | undefined {
      const now = Math.floor(performance.now() / 1000)
      if (now !== second) {
        second = now
        signsLeft = MOST_SIGNS_PER_SECOND
        marksLeft = MOST_MARKS_PER_SECOND
      }
      const sign = readSign(data)
      if (sign?.type === 'mark') marksLeft -= 1
      else signsLeft -= 1
      return signsLeft < 0 || marksLeft < 0 ? undefined : sign
    }

    const remote: Remote<RunSteering> = wrap<RunSteering>(
      guardedEndpoint(steering.port1, () => performance.now(), abused),
    )
    const realm: Realm = { steering: remote, lives: () => lives(frame, PING_WITHIN_MS), remove }

    signs.port1.onmessage = (event: MessageEvent<unknown>) => {
      if (removed) return
      const sign = soundSign(event.data)
      if (!sign) abused('sign')
      else if (sign.type === 'ready') {
        clearTimeout(timer)
        ready = true
        resolve(realm)
      } else options.onSign(sign)
    }

    void options.frame.loaded.then(() => {
      const start: FrameStart = { type: 'faaslab-start', text: options.text }
      frame.contentWindow?.postMessage(start, '*', [steering.port2, signs.port2, options.tracePort])
    })
  })
}
