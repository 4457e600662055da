// The heap of the run's worker, asked through the browser's debugger: a worker in an opaque frame is a target within a
// target, so each question goes down a path of sessions and its answer comes up again.
import type { CDPSession } from '@playwright/test'

interface Answer {
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
}

interface Attached {
  readonly sessionId: string
  readonly targetInfo: { readonly type: string; readonly url: string }
}

type Send = (method: string, params?: object) => Promise<unknown>

export interface WorkerHeaps {
  /** Bytes in use after a collection, in the newest blob worker. */
  usedBytes(): Promise<number>
}

export async function watchHeaps(page: CDPSession): Promise<WorkerHeaps> {
  let numbers = 0
  let newest: Send | undefined

  const watch = async (send: Send): Promise<void> => {
    await send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false })
  }

  /** Speaks to the session `sessionId` that `parent` holds. */
  function attach(parent: Send, { sessionId, targetInfo }: Attached): (message: string) => void {
    const waiting = new Map<number, (result: unknown) => void>()
    const children = new Map<string, (message: string) => void>()
    const send: Send = async (method, params = {}) => {
      numbers += 1
      const id = numbers
      const answer = new Promise((resolve) => waiting.set(id, resolve))
      await parent('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params }) })
      return answer
    }
    if (targetInfo.type === 'worker' && targetInfo.url.startsWith('blob:')) newest = send
    if (targetInfo.type === 'iframe') void watch(send)
    return (text) => {
      const { id, method, params, result } = JSON.parse(text) as Answer
      if (id !== undefined) waiting.get(id)?.(result)
      else if (method === 'Target.attachedToTarget') {
        const attached = params as Attached
        children.set(attached.sessionId, attach(send, attached))
      } else if (method === 'Target.receivedMessageFromTarget') {
        const received = params as { readonly sessionId: string; readonly message: string }
        children.get(received.sessionId)?.(received.message)
      }
    }
  }

  const children = new Map<string, (message: string) => void>()
  const top: Send = (method, params) => page.send(method as 'Target.setAutoAttach', params as never)
  page.on('Target.attachedToTarget', (attached) => children.set(attached.sessionId, attach(top, attached)))
  page.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => children.get(sessionId)?.(message))
  await watch(top)

  return {
    async usedBytes() {
      if (!newest) throw new Error('There is no run’s worker to ask.')
      await newest('HeapProfiler.collectGarbage')
      await newest('HeapProfiler.collectGarbage')
      const { usedSize } = (await newest('Runtime.getHeapUsage')) as { readonly usedSize: number }
      return usedSize
    },
  }
}
