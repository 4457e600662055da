// Baseline of row 4: a client and a service as a textbook's event loop. One heap of what is to happen, the same draws,
// the least latency each way, a client that would give up; of each request its start and its end are kept.
interface Happening {
  readonly atUs: number
  readonly order: number
  readonly what: 'arrive' | 'serve' | 'answer' | 'end' | 'give-up'
  readonly request: number
}

const LATENCY_US = 1000
const GIVE_UP_US = 30_000_000
const MEDIAN_MS = 50
const ERROR_PERCENT = 0
const SIGMA = Math.log(200 / 50) / 2.3263

const before = (a: Happening, b: Happening): boolean => (a.atUs === b.atUs ? a.order < b.order : a.atUs < b.atUs)

function model(requests: number): number {
  const heap: Happening[] = []
  const begun = new Float64Array(requests)
  const ended = new Float64Array(requests)
  let order = 0
  let done = 0
  let seed = 7

  function draw(): number {
    seed = (seed + 0x6d2b79f5) | 0
    let word = Math.imul(seed ^ (seed >>> 15), seed | 1)
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61)
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32
  }

  function plan(atUs: number, what: Happening['what'], request: number): void {
    order += 1
    const happening = { atUs, order, what, request }
    let index = heap.length
    heap.push(happening)
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!before(happening, heap[parent] as Happening)) break
      heap[index] = heap[parent] as Happening
      index = parent
    }
    heap[index] = happening
  }

  function next(): Happening | undefined {
    const top = heap[0]
    const last = heap.pop()
    if (heap.length === 0 || last === undefined) return top
    let index = 0
    for (let child = 1; child < heap.length; child = 2 * index + 1) {
      if (child + 1 < heap.length && before(heap[child + 1] as Happening, heap[child] as Happening)) child += 1
      if (!before(heap[child] as Happening, last)) break
      heap[index] = heap[child] as Happening
      index = child
    }
    heap[index] = last
    return top
  }

  plan(0, 'arrive', 0)
  for (let now = next(); now !== undefined; now = next()) {
    const { atUs, what, request } = now
    if (what === 'arrive') {
      begun[request] = atUs
      plan(atUs + LATENCY_US, 'serve', request)
      plan(atUs + GIVE_UP_US, 'give-up', request)
      if (request + 1 < requests) plan(atUs - Math.log(1 - draw()) * 100, 'arrive', request + 1)
    } else if (what === 'serve') {
      const normal = Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw())
      const fails = draw() * 100 < ERROR_PERCENT
      plan(atUs + MEDIAN_MS * 1000 * Math.exp(SIGMA * normal), fails ? 'give-up' : 'answer', request)
    } else if (what === 'answer') plan(atUs + LATENCY_US, 'end', request)
    else if (what === 'end') ended[request] = atUs
    else if (ended[request] !== 0) done += 1
  }
  return done
}

addEventListener('message', ({ data: requests }: MessageEvent<number>) => postMessage(model(requests)))
