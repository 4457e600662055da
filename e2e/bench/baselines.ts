// What the product is held against, in the same browser: bare loops in a worker, a bare worker in the same frame.
import { frameDocument } from 'virtual:frame-bootstrap'

async function loop(worker: Worker, size: number): Promise<number> {
  const answered = (): Promise<void> =>
    new Promise((resolve, reject) => {
      worker.onmessage = () => resolve()
      worker.onerror = ({ message }) => reject(new Error(message))
    })
  // Warm first, as the product's run has its own beginning counted in but is long.
  worker.postMessage(Math.ceil(size / 10))
  await answered()
  const begunMs = performance.now()
  worker.postMessage(size)
  await answered()
  const wallMs = performance.now() - begunMs
  worker.terminate()
  return (size * 1000) / wallMs
}

/** Invocations a second. */
export const bareHandlers = (invocations: number): Promise<number> =>
  loop(new Worker(new URL('./bare-loop.worker.ts', import.meta.url), { type: 'module' }), invocations)

/** Requests a second. */
export const bareModel = (requests: number): Promise<number> =>
  loop(new Worker(new URL('./bare-model.worker.ts', import.meta.url), { type: 'module' }), requests)

const ECHO = 'onmessage=({ports:[port]})=>{port.onmessage=({data})=>port.postMessage(data);port.postMessage(0)}'

/** A worker that echoes, in a frame like the product's. */
function openRaw(): Promise<{ readonly port: MessagePort; remove(): void }> {
  const frame = document.createElement('iframe')
  frame.setAttribute('sandbox', 'allow-scripts')
  frame.style.cssText = 'position:fixed;top:0;left:0;width:1px;height:1px;border:0;opacity:0;pointer-events:none'
  const { port1: port, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    frame.addEventListener(
      'load',
      () => frame.contentWindow?.postMessage({ type: 'faaslab-start', text: ECHO }, '*', [port2]),
      { once: true },
    )
    port.onmessage = () => resolve({ port, remove: () => frame.remove() })
    frame.srcdoc = frameDocument
    document.body.append(frame)
  })
}

export async function rawStartMs(): Promise<number> {
  const begunMs = performance.now()
  const raw = await openRaw()
  const wallMs = performance.now() - begunMs
  raw.remove()
  return wallMs
}

export async function rawRoundTrips(times: number, restMs: number): Promise<readonly number[]> {
  const { port, remove } = await openRaw()
  const trips: number[] = []
  for (let time = 0; time < times; time++) {
    // As long a rest as before each event by hand.
    await new Promise((resolve) => setTimeout(resolve, restMs))
    const begunMs = performance.now()
    await new Promise<void>((resolve) => {
      port.onmessage = () => resolve()
      port.postMessage(time)
    })
    trips.push(performance.now() - begunMs)
  }
  remove()
  return trips
}
