// A sealed realm in the page: an opaque frame with one worker in it. Opened, listened to, removed; never trusted.
import type { FramePing, FrameStart, RunSteering, SignOfLife } from '#workers/protocol'
import type { Realm } from '#workers/supervisor'
import { type Remote, wrap } from 'comlink'
import { guardedEndpoint } from './guarded-endpoint.ts'
import { readSign } from './sign-of-life.ts'

export interface SealedFrameOptions {
  /** The frame's whole srcdoc. */
  readonly frameDocument: string
  readonly text: string
  /** The other end of the trace port; transferred. */
  readonly tracePort: MessagePort
  onSign(sign: SignOfLife): void
  /** It broke the rules or died: remove it. */
  onGone(): void
}

/** A realm that is not ready by then never will be: a missing hash or a refused blob reports nothing. */
const READY_WITHIN_MS = 10_000
/** With the wait before it is asked, within a second and a half of the last sign of life. */
const PING_WITHIN_MS = 1100
/** Signs in a second: one in 50 ms, and marks of the careful way, of which there may be many. */
const MOST_SIGNS_PER_SECOND = 200_000

export function openSealedFrame(options: SealedFrameOptions): Promise<Realm> {
  const frame = document.createElement('iframe')
  frame.setAttribute('sandbox', 'allow-scripts')
  frame.setAttribute('aria-hidden', 'true')
  frame.tabIndex = -1
  frame.style.display = 'none'
  const steering = new MessageChannel()
  const signs = new MessageChannel()
  let removed = false
  let pings = 0

  function remove(): void {
    removed = true
    frame.remove()
    steering.port1.close()
    signs.port1.close()
  }

  function lives(): Promise<boolean> {
    pings += 1
    const ping: FramePing = { type: 'faaslab-ping', number: pings }
    return new Promise((resolve) => {
      const heard = (event: MessageEvent<unknown>): void => {
        const data = event.data as Partial<FramePing> | null
        if (event.source === frame.contentWindow && data?.type === ping.type && data.number === ping.number) done(true)
      }
      const timer = setTimeout(() => done(false), PING_WITHIN_MS)
      function done(alive: boolean): void {
        clearTimeout(timer)
        removeEventListener('message', heard)
        resolve(alive)
      }
      addEventListener('message', heard)
      frame.contentWindow?.postMessage(ping, '*')
    })
  }

  return new Promise((resolve, reject) => {
    let second = 0
    let count = 0
    const timer = setTimeout(() => {
      remove()
      reject(new Error(`The sandbox did not start within ${READY_WITHIN_MS / 1000} s.`))
    }, READY_WITHIN_MS)

    function gone(): void {
      if (!removed) options.onGone()
    }

    const remote: Remote<RunSteering> = wrap<RunSteering>(
      guardedEndpoint(steering.port1, () => performance.now(), gone),
    )
    const realm: Realm = { steering: remote, lives, remove }

    signs.port1.onmessage = (event: MessageEvent<unknown>) => {
      if (removed) return
      const now = Math.floor(performance.now() / 1000)
      count = now === second ? count + 1 : 1
      second = now
      const sign = count > MOST_SIGNS_PER_SECOND ? undefined : readSign(event.data)
      if (!sign) gone()
      else if (sign.type === 'ready') {
        clearTimeout(timer)
        resolve(realm)
      } else options.onSign(sign)
    }

    frame.addEventListener(
      'load',
      () => {
        const start: FrameStart = { type: 'faaslab-start', text: options.text }
        frame.contentWindow?.postMessage(start, '*', [steering.port2, signs.port2, options.tracePort])
      },
      { once: true },
    )
    frame.srcdoc = options.frameDocument
    document.body.append(frame)
  })
}
