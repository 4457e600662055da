// Baseline of row 1: the same async handler, called in a bare loop with a JSON copy of its event and of its answer.
interface Order {
  readonly order: number
  readonly items: readonly { readonly quantity: number; readonly price: number }[]
}

const handler = async (event: Order): Promise<object> => {
  const total = event.items.reduce((sum, item) => sum + item.quantity * item.price, 0)
  return { order: event.order, total, accepted: total < 100_000 }
}

const orderOf = (order: number) => ({
  order,
  customer: { id: 'c-1042', name: 'Ada Lovelace', country: 'GB' },
  items: [
    { sku: 'A-100', quantity: 2, price: 1999 },
    { sku: 'B-205', quantity: 1, price: 450 },
    { sku: 'C-330', quantity: 5, price: 120 },
  ],
  express: false,
})

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

addEventListener('message', async ({ data: invocations }: MessageEvent<number>) => {
  let accepted = 0
  for (let n = 1; n <= invocations; n++) {
    const answer = copy(await handler(copy(orderOf(n))))
    if ('accepted' in answer && answer.accepted === true) accepted += 1
  }
  postMessage(accepted)
})
