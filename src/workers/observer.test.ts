import { afterEach, describe, expect, it } from 'vitest'
import { createTraceWriter, type RunDescription, type TraceBatch } from '#trace'
import { createRunObserver } from './observer.ts'
import type { ObserverNews } from './protocol-observer.ts'
import { CREDIT } from './protocol.ts'

const RUN: RunDescription = { name: 'Empty', startAtMs: 0, nodes: [], edges: [] }

function batches(count: number): TraceBatch[] {
  const writer = createTraceWriter()
  return Array.from({ length: count }, (_, index) => {
    writer.record(index, -1, -1, -1, { type: 'problem-noted', code: 'event-refused', detail: '{}' })
    return writer.takeBatch(1) as TraceBatch
  })
}

const ports: MessagePort[] = []
afterEach(() => {
  for (const port of ports.splice(0)) port.close()
})

/** The page's side and the sealed worker's side of one observer. */
async function attached() {
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  const observer = createRunObserver()
  const credits: unknown[] = []
  port1.onmessage = ({ data }) => credits.push(data)
  const news: ObserverNews[] = []
  await observer.onNews((latest) => void news.push(latest))
  await observer.attach(port2, RUN)
  const send = (batch: unknown, nowUs = 1000): void => port1.postMessage({ type: 'batch', batch, nowUs })
  return { observer, send, credits, news }
}

const until = (test: () => boolean): Promise<void> => expect.poll(test, { interval: 1, timeout: 5000 }).toBe(true)

describe('the observer of a run', () => {
  it('gives credit for each sound batch and tells what is new', async () => {
    const { observer, send, credits, news } = await attached()
    for (const batch of batches(CREDIT)) send(batch)
    await until(() => credits.length === CREDIT && news.at(-1)?.events === CREDIT)
    expect(credits[0]).toEqual({ type: 'credit', batches: 1 })
    expect(news.at(-1)).toMatchObject({ nowUs: 1000, problem: undefined, status: undefined })
    expect(await observer.events(0, 2)).toMatchObject([{ number: 0, event: { type: 'problem-noted' } }, { number: 1 }])
    await observer.watchStatus(true)
    await until(() => news.at(-1)?.status !== undefined)
  })

  it('stops listening to a sealed worker that sends what is no batch', async () => {
    const { observer, send, credits, news } = await attached()
    send({ types: 'none' })
    await until(() => news.at(-1)?.problem !== undefined)
    expect(news.at(-1)?.problem).toMatchObject({ code: 'malformed' })
    expect(credits).toEqual([])
    expect(await observer.summary()).toMatchObject({ finallyFailed: false })
  })

  it('stops listening to one that does not wait for credit', async () => {
    const { send, news } = await attached()
    for (const batch of batches(50 * CREDIT)) send(batch)
    await until(() => news.at(-1)?.problem !== undefined)
    expect(news.at(-1)?.problem).toMatchObject({ code: 'flooding' })
  })

  it('never has two news under way', async () => {
    const { port1, port2 } = new MessageChannel()
    ports.push(port1, port2)
    const observer = createRunObserver()
    let underWay = 0
    let most = 0
    let told = 0
    await observer.onNews(async () => {
      underWay += 1
      most = Math.max(most, underWay)
      await observer.status()
      told += 1
      underWay -= 1
    })
    await observer.attach(port2, RUN)
    for (const batch of batches(CREDIT)) port1.postMessage({ type: 'batch', batch, nowUs: 9 })
    await until(() => told >= 1)
    expect(most).toBe(1)
  })
})
