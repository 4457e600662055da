// A sealed realm in Node: the same script as in the page's frame, in a worker thread. A thread is no sandbox: it keeps
// runs repeatable, not the machine safe.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import type { RunSteering, SignOfLife } from '#workers/protocol'
import type { Realm } from '#workers/supervisor'
import { type Endpoint, wrap } from 'comlink'

export interface ThreadRealmOptions {
  readonly text: string
  readonly tracePort: MessagePort
  onSign(sign: SignOfLife): void
  /** The thread ended by itself: out of memory, or an error nobody caught. */
  onGone(): void
  /** Old-generation heap of the thread, in MB. */
  readonly memoryMb?: number
}

const READY_WITHIN_MS = 20_000
/** Handlers of a run share it; a page's worker has about as much. */
const DEFAULT_MEMORY_MB = 2048

/** Hands the ports on as a browser's worker gets them; on one line, so that the lines after it keep their numbers. */
const PRELUDE =
  "{const{parentPort}=require('node:worker_threads');parentPort.once('message',({ports})=>globalThis.$faas_ports(ports));}"

export function openThreadRealm(options: ThreadRealmOptions): Promise<Realm> {
  const steering = new MessageChannel()
  const signs = new MessageChannel()
  const worker = new Worker(PRELUDE + options.text, {
    eval: true,
    env: { TZ: 'UTC' },
    resourceLimits: { maxOldGenerationSizeMb: options.memoryMb ?? DEFAULT_MEMORY_MB },
  })
  let removed = false

  function remove(): void {
    removed = true
    steering.port1.close()
    signs.port1.close()
    void worker.terminate()
  }

  return new Promise((resolve, reject) => {
    let ready = false
    const timer = setTimeout(() => {
      remove()
      reject(new Error(`The thread of the run did not start within ${READY_WITHIN_MS / 1000} s.`))
    }, READY_WITHIN_MS)

    function gone(error: Error | undefined): void {
      if (removed) return
      clearTimeout(timer)
      if (ready) options.onGone()
      else reject(error ?? new Error('The thread of the run ended before it was ready.'))
    }

    worker.on('error', gone)
    worker.on('exit', () => gone(undefined))
    signs.port1.on('message', (sign: SignOfLife) => {
      if (removed) return
      if (sign.type === 'ready') {
        ready = true
        clearTimeout(timer)
        resolve({
          steering: wrap<RunSteering>(endpointOf(steering.port1)),
          lives: () => Promise.resolve(!removed),
          remove,
        })
      } else options.onSign(sign)
    })
    const ports = [steering.port2, signs.port2, options.tracePort]
    worker.postMessage({ ports }, ports)
  })
}

/** Node's port as Comlink wants one. */
function endpointOf(port: MessagePort): Endpoint {
  const listeners = new Map<EventListenerOrEventListenerObject, (data: unknown) => void>()
  return {
    postMessage: (message) => port.postMessage(message),
    addEventListener(_type, listener) {
      const listen = (data: unknown): void => {
        const event = { data } as MessageEvent
        if (typeof listener === 'function') listener(event)
        else listener.handleEvent(event)
      }
      listeners.set(listener, listen)
      port.on('message', listen)
    },
    removeEventListener(_type, listener) {
      const listen = listeners.get(listener)
      if (listen) port.off('message', listen)
    },
  }
}

/** The text of a script that lies beside ours. */
export const readScript = (url: string): Promise<string> => readFile(fileURLToPath(url), 'utf8')
