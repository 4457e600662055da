// Clients that fail together and wait equally long come back together. Jitter spreads them.

const COLUMN = 420

const TICKETS = `/** Four requests in each tenth of a second; the next ones are refused. */
const AT_MOST = 4
let window = -1
let taken = 0

export const handler = () => {
  const now = Math.floor(Date.now() / 100)
  if (now !== window) {
    window = now
    taken = 0
  }
  taken += 1
  return taken > AT_MOST ? { status: 503, body: 'too many at once' } : { status: 200, body: '{"ticket":true}' }
}
`

const BUY = `/** One visitor buys one ticket. The retries are on the connection to Tickets. */
export const handler = async (visitor: { n: number }) => {
  const response = await fetch(\`\${process.env.TICKETS_URL}/buy\`, { method: 'POST', body: JSON.stringify(visitor) })
  if (!response.ok) throw new Error(\`visitor \${visitor.n}: \${response.status}\`)
  return { ticket: true }
}
`

const RETRY = { type: 'retry', maxAttempts: 8, backoff: 'exponential', baseMs: 200, factor: 2, capMs: 5000 }

export const retryStorm = {
  format: 'faaslab-lesson',
  version: 1,
  id: 'retry-storm',
  title: { en: 'Retry storms and jitter', zh: '重试风暴与抖动' },
  idea: {
    en: 'Who fails together must not come back together.',
    zh: '一起失败的，不能一起回来。',
  },
  intro: {
    en: `The sale opens, and 100 visitors press the button at the same moment. Tickets serves four of them in a tenth of a second and answers 503 to the rest. Each of those tries again, up to eight times, and waits twice as long each time.

Tickets could serve all of them within three seconds. Run it and look at Retries: when do the attempts arrive?

Get everybody a ticket with fewer attempts. Leave the number of visitors and the capacity of Tickets as they are.`,
    zh: `开售了，100 位访客在同一时刻按下按钮。Tickets 每十分之一秒接待四位，其余的收到 503。每位都会重试，最多八次，每次等待时间加倍。

Tickets 本来三秒内就能接待所有人。运行它，并打开“重试”：各次尝试何时到达？

请用更少的尝试让每个人都买到票。不要改变访客数量和 Tickets 的处理能力。`,
  },
  prediction: {
    question: {
      en: 'Over 90 visitors are refused at once and all wait exactly 200 ms, then 400, then 800. What happens?',
      zh: '90 多位访客同时被拒绝，都正好等待 200 毫秒，然后 400、800 毫秒。会发生什么？',
    },
    options: [
      {
        en: 'The longer waits give Tickets time: soon all are served',
        zh: '等待变长给了 Tickets 时间：很快全部得到接待',
      },
      {
        en: 'They come back as one wave each time; a few are served, the others wait longer',
        zh: '他们每次都成一波回来；少数得到接待，其余等得更久',
      },
      { en: 'Tickets recovers after the first wave and serves the rest', zh: '第一波之后 Tickets 恢复，接待其余的人' },
    ],
    answer: 1,
    why: {
      en: 'Exponential backoff makes the pauses longer, not the waves flatter: all of them draw the same number. A random wait spreads the same attempts over the whole pause, so that more of them fit.',
      zh: '指数退避只会拉长停顿，不会压平波峰：所有人得到的数字相同。随机等待把同样的尝试分散到整个停顿中，让更多人挤得进来。',
    },
  },
  hints: [
    {
      en: 'In Retries, look at the arrivals: the waves are as narrow as the first one, however long the pause between them.',
      zh: '在“重试”中看到达情况：无论间隔多长，每一波都和第一波一样窄。',
    },
    {
      en: 'Select the connection from BuyTicket to Tickets and open Policy. The retry has a field that says how the wait is drawn.',
      zh: '选择 BuyTicket 到 Tickets 的连接，打开“策略”。重试有一个字段决定等待时间如何抽取。',
    },
    {
      en: 'Full jitter draws the wait between 0 and the whole backoff. The longer the backoff, the flatter the wave.',
      zh: '完全抖动在 0 与整个退避时间之间抽取等待。退避时间越长，波峰越平。',
    },
  ],
  goals: [
    {
      kind: 'amount',
      text: { en: '100 visitors come within half a second', zh: '100 位访客在半秒内到来' },
      measure: { kind: 'peak', of: { type: 'request-arrived', node: 'Visitors' }, windowMs: 500 },
      atLeast: 100,
    },
    {
      kind: 'amount',
      text: { en: 'Each of them gets a ticket', zh: '每个人都买到票' },
      measure: { kind: 'figure', path: ['nodes', 'Visitors', 'succeeded'] },
      atLeast: 100,
    },
    {
      kind: 'amount',
      text: { en: 'At most 5 attempts for each visitor', zh: '每位访客至多 5 次尝试' },
      measure: { kind: 'figure', path: ['nodes', 'BuyTicket', 'calls', 'Tickets', 'attempts'] },
      per: { kind: 'figure', path: ['nodes', 'Visitors', 'requests'] },
      atMost: 5,
    },
    {
      kind: 'amount',
      text: {
        en: 'From second 1 on, at most 30 attempts in any 100 ms',
        zh: '第 1 秒起，任意 100 毫秒内至多 30 次尝试',
      },
      measure: { kind: 'peak', of: { type: 'service-called', node: 'Tickets', afterMs: 1000 }, windowMs: 100 },
      atMost: 30,
    },
    {
      kind: 'amount',
      text: { en: 'Tickets still refuses whom it can’t serve', zh: 'Tickets 仍会拒绝它接待不了的人' },
      measure: { kind: 'count', of: { type: 'service-answered', node: 'Tickets', where: { status: 503 } } },
      atLeast: 50,
    },
  ],
  start: {
    format: 'faaslab',
    version: 1,
    name: 'Lesson: retry storm',
    nodes: {
      n1: {
        kind: 'client',
        name: 'Visitors',
        position: { x: 0, y: 0 },
        config: {
          arrivals: { shape: 'constant', perSecond: 10_000, count: 100 },
          body: '{"n":{{n}}}',
          timeoutMs: 120_000,
        },
      },
      n2: {
        kind: 'function',
        name: 'BuyTicket',
        position: { x: COLUMN, y: 0 },
        config: {
          codeUri: 'buy-ticket',
          memoryMb: 256,
          timeoutMs: 120_000,
          coldStartMedianMs: 200,
          coldStartP99Ms: 200,
        },
      },
      n3: {
        kind: 'service',
        name: 'Tickets',
        position: { x: 2 * COLUMN, y: 0 },
        config: {
          baseUrl: 'https://tickets.example.com',
          codeUri: 'tickets',
          handler: 'index.handler',
          latencyMedianMs: 20,
          latencyP99Ms: 20,
        },
      },
    },
    edges: {
      e1: { from: { node: 'n1', port: 'call' }, to: { node: 'n2', port: 'invoke' } },
      e2: {
        from: { node: 'n2', port: 'call' },
        to: { node: 'n3', port: 'request' },
        config: { actions: ['request'], env: 'TICKETS_URL', policies: [{ ...RETRY, jitter: 'none' }] },
      },
    },
    files: { 'tickets/index.ts': TICKETS, 'buy-ticket/index.ts': BUY },
    scenario: { startAt: '2026-01-01T00:00:00Z', seed: 7, duration: '2m' },
  },
  solution: {
    edges: { e2: { config: { policies: [{ ...RETRY, jitter: 'full' }] } } },
  },
}
