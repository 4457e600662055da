// A message that can't be processed comes back for ever. A dead-letter queue takes it out of the way; once the cause is
// repaired, a redrive brings it back.

const COLUMN = 376
const ROW = 200

const TAKE_ORDER = `import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'

const sqs = new SQSClient({})

/** Puts each order into the queue. */
export const handler = async (order: { order: number }) => {
  await sqs.send(
    new SendMessageCommand({ QueueUrl: process.env.ORDERS_QUEUE_URL, MessageBody: JSON.stringify(order) }),
  )
  return { accepted: order.order }
}
`

const PACK_ORDER = `interface QueueEvent {
  Records: { body: string; attributes: { ApproximateReceiveCount: string } }[]
}

/** Asks the catalogue how an order is packed. Who throws here gets the message again, after the visibility timeout. */
export const handler = async (event: QueueEvent) => {
  for (const { body, attributes } of event.Records) {
    const { order } = JSON.parse(body) as { order: number }
    const response = await fetch(\`\${process.env.CATALOGUE_URL}/items/\${order}\`)
    if (!response.ok) {
      throw new Error(\`order \${order}, try \${attributes.ApproximateReceiveCount}: the catalogue says \${response.status}\`)
    }
    console.log('packed', order)
  }
}
`

const CATALOGUE = `const startedAtMs = Date.parse('2026-01-01T00:00:00Z')

/** Every fifth article is missing. After one minute, somebody puts the missing ones in. */
export const handler = (request: { path: string }) => {
  const article = Number(request.path.split('/').at(-1))
  const isRepaired = Date.now() - startedAtMs >= 60_000
  return article % 5 === 0 && !isRepaired ? { status: 404, body: 'no such article' } : { status: 200, body: '{}' }
}
`

const REDRIVE = `import { GetQueueAttributesCommand, SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs'

const sqs = new SQSClient({})

/** Starts a task of the queue's own, which takes every dead letter back to where it failed. */
export const handler = async () => {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: process.env.DEAD_LETTERS_QUEUE_URL, AttributeNames: ['QueueArn'] }),
  )
  const { TaskHandle } = await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: Attributes?.QueueArn }))
  return { TaskHandle }
}
`

export const deadLetters = {
  format: 'faaslab-lesson',
  version: 1,
  id: 'dead-letters',
  title: { en: 'Dead letters and redrive', zh: '死信与重新投递' },
  idea: {
    en: 'A message that can’t be processed has to go somewhere, and come back when the cause is gone.',
    zh: '无法处理的消息需要一个去处，原因消除之后还要能回来。',
  },
  intro: {
    en: `A shop puts its orders into a queue; PackOrder takes them out and asks the catalogue about the article. Every fifth article is missing there, so PackOrder throws. One minute later somebody adds the missing articles.

A queue deletes a message only when its handler succeeded. Until then it shows the message again, each time its visibility timeout is over.

Make the queue give up after a few tries, keep what it gave up on, and pack those orders too once the catalogue is repaired.`,
    zh: `商店把订单放进队列，PackOrder 取出订单并向商品目录查询。目录中每五件商品缺少一件，于是 PackOrder 抛出错误。一分钟后有人补上了缺少的商品。

只有处理成功，队列才会删除消息。在此之前，每当可见性超时结束，队列就会再次给出这条消息。

请让队列在几次尝试之后放弃，保留被放弃的消息，并在目录修复后把这些订单也打包完。`,
  },
  prediction: {
    question: {
      en: 'Without a dead-letter queue: how often is an order for a missing article tried in the first minute?',
      zh: '没有死信队列时，缺货商品的订单在第一分钟内会被尝试多少次？',
    },
    options: [
      { en: 'Once: what failed is gone', zh: '一次：失败了就消失' },
      { en: 'Three times, as an asynchronous invocation', zh: '三次，与异步调用相同' },
      {
        en: 'Every time the visibility timeout is over, until it succeeds or expires',
        zh: '每次可见性超时结束都会再试，直到成功或过期',
      },
    ],
    answer: 2,
    why: {
      en: 'A queue has no limit of its own. The message returns after each visibility timeout until it is deleted or its retention ends, four days by default. Only a redrive policy with maxReceiveCount sets a limit.',
      zh: '队列本身没有次数限制。每次可见性超时之后消息都会回来，直到被删除或保留期（默认四天）结束。只有带 maxReceiveCount 的重新投递策略才设定上限。',
    },
  },
  hints: [
    {
      en: 'Open Traces and look at one of the failed orders: how many invocations does it have?',
      zh: '打开“追踪”，看一个失败的订单：它有多少次调用？',
    },
    {
      en: 'Add a second queue called OrdersDeadLetters. Connect “dead letters” of Orders to it, and set 3 as the most receives.',
      zh: '添加第二个队列，命名为 OrdersDeadLetters。把 Orders 的“死信”端口连到它，并把最多接收次数设为 3。',
    },
    {
      en: 'To bring them back by hand: pause after 1:00, select OrdersDeadLetters, open Live and press Redrive. So that it happens in every run: a schedule at 00:02, cron(2 0 1 1 ? 2026), which invokes a function, which calls StartMessageMoveTask. The function needs a connection to OrdersDeadLetters and must be allowed to receive.',
      zh: '手动取回：在 1:00 之后暂停，选择 OrdersDeadLetters，打开“实时”，按“重新投递”。若要每次运行都发生：用 00:02 的定时计划 cron(2 0 1 1 ? 2026) 调用一个函数，由它调用 StartMessageMoveTask。该函数需要与 OrdersDeadLetters 相连，并允许接收。',
    },
  ],
  goals: [
    {
      kind: 'amount',
      text: { en: 'The shop takes its orders', zh: '商店接到订单' },
      measure: { kind: 'count', of: { type: 'request-arrived', node: 'Shop' } },
      atLeast: 100,
    },
    {
      kind: 'amount',
      text: { en: 'No order is tried more than 5 times', zh: '没有订单被尝试超过 5 次' },
      measure: {
        kind: 'count',
        of: { type: 'message-delivered', node: 'Orders', where: { receiveCount: { atLeast: 6 } } },
      },
      atMost: 0,
    },
    {
      kind: 'amount',
      text: { en: 'What can’t be packed is put aside, not lost', zh: '无法打包的订单被放到一边，而不是丢失' },
      measure: { kind: 'count', of: { type: 'message-dead-lettered', node: 'Orders' } },
      atLeast: 10,
    },
    {
      kind: 'amount',
      text: { en: 'No message has expired', zh: '没有消息过期' },
      measure: { kind: 'figure', path: ['messages', 'expired'] },
      atMost: 0,
    },
    {
      kind: 'amount',
      text: { en: 'At the end no order waits in any queue', zh: '结束时没有订单在任何队列中等待' },
      measure: { kind: 'figure', path: ['messages', 'waiting'] },
      atMost: 0,
    },
  ],
  start: {
    format: 'faaslab',
    version: 1,
    name: 'Lesson: dead letters',
    nodes: {
      n1: {
        kind: 'client',
        name: 'Shop',
        position: { x: 0, y: 0 },
        config: { arrivals: { shape: 'constant', perSecond: 2, count: 100 }, body: '{"order":{{n}}}' },
      },
      n2: {
        kind: 'function',
        name: 'TakeOrder',
        position: { x: COLUMN, y: 0 },
        config: { codeUri: 'take-order', memoryMb: 256 },
      },
      n3: {
        kind: 'queue',
        name: 'Orders',
        position: { x: 2 * COLUMN, y: 0 },
        config: { visibilityTimeoutMs: 5000 },
      },
      n4: {
        kind: 'function',
        name: 'PackOrder',
        position: { x: COLUMN, y: ROW },
        config: { codeUri: 'pack-order', memoryMb: 256 },
      },
      n5: {
        kind: 'service',
        name: 'Catalogue',
        position: { x: 2 * COLUMN, y: ROW },
        config: { baseUrl: 'https://catalogue.example.com', codeUri: 'catalogue', handler: 'index.handler' },
      },
    },
    edges: {
      e1: { from: { node: 'n1', port: 'call' }, to: { node: 'n2', port: 'invoke' } },
      e2: {
        from: { node: 'n2', port: 'call' },
        to: { node: 'n3', port: 'send' },
        config: { actions: ['send'], env: 'ORDERS_QUEUE_URL' },
      },
      e3: { from: { node: 'n3', port: 'consume' }, to: { node: 'n4', port: 'invoke' }, config: { batchSize: 1 } },
      e4: {
        from: { node: 'n4', port: 'call' },
        to: { node: 'n5', port: 'request' },
        config: { actions: ['request'], env: 'CATALOGUE_URL' },
      },
    },
    files: {
      'take-order/index.ts': TAKE_ORDER,
      'pack-order/index.ts': PACK_ORDER,
      'catalogue/index.ts': CATALOGUE,
    },
    scenario: { startAt: '2026-01-01T00:00:00Z', seed: 7, duration: '3m' },
  },
  solution: {
    nodes: {
      n6: {
        kind: 'queue',
        name: 'OrdersDeadLetters',
        position: { x: 2 * COLUMN, y: 2 * ROW },
        config: { retentionMs: 1_209_600_000 },
      },
      n7: {
        kind: 'schedule',
        name: 'AfterTheRepair',
        position: { x: 0, y: 2 * ROW },
        config: { expression: 'cron(2 0 1 1 ? 2026)' },
      },
      n8: {
        kind: 'function',
        name: 'Redrive',
        position: { x: COLUMN, y: 2 * ROW },
        config: { codeUri: 'redrive', memoryMb: 256, timeoutMs: 30_000 },
      },
    },
    edges: {
      e5: { from: { node: 'n3', port: 'redrive' }, to: { node: 'n6', port: 'send' }, config: { maxReceiveCount: 3 } },
      e6: { from: { node: 'n7', port: 'fire' }, to: { node: 'n8', port: 'invoke' } },
      e7: {
        from: { node: 'n8', port: 'call' },
        to: { node: 'n6', port: 'send' },
        config: { actions: ['receive'], env: 'DEAD_LETTERS_QUEUE_URL' },
      },
    },
    files: { 'redrive/index.ts': REDRIVE },
  },
}
