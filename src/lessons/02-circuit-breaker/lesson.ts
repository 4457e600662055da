// A dependency is down: calls to it only make everybody wait. A breaker that is set to see it stops them, and tries
// again by itself.

const COLUMN = 376

const CHECK_OUT = `/** Charges one order. While the breaker of this connection is open, fetch fails at once. */
export const handler = async (event: { order: number }) => {
  const response = await fetch(\`\${process.env.PAYMENTS_URL}/charge\`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(event),
  })
  if (!response.ok) throw new Error(\`order \${event.order}: the payments answer \${response.status}\`)
  return { charged: event.order }
}
`

const BREAKER = {
  type: 'circuit-breaker',
  slidingWindowType: 'COUNT_BASED',
  failureRateThreshold: 50,
  waitDurationInOpenStateMs: 5000,
  permittedNumberOfCallsInHalfOpenState: 3,
}

export const circuitBreaker = {
  format: 'faaslab-lesson',
  version: 1,
  id: 'circuit-breaker',
  title: { en: 'The circuit breaker', zh: '熔断器' },
  idea: {
    en: 'Stop calling what is down, and notice by yourself when it is back.',
    zh: '不再调用已经停机的服务，并能自行发现它已恢复。',
  },
  intro: {
    en: `CheckOut charges every order at Payments, five orders a second. From second 10 to second 40 Payments is down and answers 503 to every call.

The connection between them has a circuit breaker, and yet every single call goes through. Run it, open Breakers, and see why it never has an opinion.

Set it so that it opens soon after Payments fails, leaves Payments alone, and closes again when Payments is back.`,
    zh: `CheckOut 通过 Payments 为每个订单收费，每秒五单。从第 10 秒到第 40 秒，Payments 停机，对每次调用都返回 503。

它们之间的连接有一个熔断器，但每次调用仍然全部通过。运行它，打开“熔断器”，看看它为什么从不表态。

请设置熔断器，使它在 Payments 出错后很快打开，不再打扰 Payments，并在 Payments 恢复后重新闭合。`,
  },
  prediction: {
    question: {
      en: 'The window is 500 calls and the breaker wants 500 calls before it judges. When will it open?',
      zh: '窗口为 500 次调用，熔断器要有 500 次调用才判断。它何时会打开？',
    },
    options: [
      { en: 'At second 10, with the first failure', zh: '第 10 秒，第一次失败时' },
      { en: 'When half of the last calls have failed, about second 20', zh: '最近的调用有一半失败时，约第 20 秒' },
      { en: 'Never in this run: it does not see 500 calls', zh: '本次运行中不会：它看不到 500 次调用' },
    ],
    answer: 2,
    why: {
      en: 'Below its minimum number of calls a breaker knows no rate at all. Five calls a second make 300 in this minute. A window has to be filled within the time in which you want an answer: ten calls are two seconds here.',
      zh: '在达到最少调用次数之前，熔断器没有失败率可言。每秒五次，一分钟只有 300 次。窗口必须能在你需要得到结论的时间内填满：这里十次调用就是两秒。',
    },
  },
  hints: [
    {
      en: 'Select the connection from CheckOut to Payments and open Policy in the inspector. Look at the two sizes of the breaker.',
      zh: '选择 CheckOut 到 Payments 的连接，在检查器中打开“策略”。看看熔断器的两个大小。',
    },
    {
      en: 'A window of 10 calls is two seconds of traffic. Half of them have failed one second after Payments went down.',
      zh: '10 次调用的窗口相当于两秒的流量。Payments 停机一秒后，其中一半已经失败。',
    },
    {
      en: 'Set “Window size” to 10 and “Calls before the rate counts” to 5. Leave the threshold at 50 % and the wait at 5 s.',
      zh: '把“窗口大小”设为 10，“开始计算失败率所需的调用数”设为 5。阈值保持 50%，等待保持 5 秒。',
    },
  ],
  goals: [
    {
      kind: 'amount',
      text: { en: 'The orders keep coming', zh: '订单持续到来' },
      measure: { kind: 'count', of: { type: 'request-arrived', node: 'Shop' } },
      atLeast: 300,
    },
    {
      kind: 'amount',
      text: { en: 'Before the outage no call is refused', zh: '停机前没有调用被拒绝' },
      measure: { kind: 'count', of: { type: 'call-refused', from: 'CheckOut', to: 'Payments', beforeMs: 10_000 } },
      atMost: 0,
    },
    {
      kind: 'amount',
      text: { en: 'While Payments is down, few calls reach it', zh: 'Payments 停机期间，只有少量调用到达' },
      measure: {
        kind: 'count',
        of: { type: 'service-called', node: 'Payments', afterMs: 10_000, beforeMs: 40_000 },
      },
      atMost: 40,
    },
    {
      kind: 'amount',
      text: { en: 'The breaker closes again by itself', zh: '熔断器自行重新闭合' },
      measure: {
        kind: 'count',
        of: {
          type: 'breaker-changed',
          from: 'CheckOut',
          to: 'Payments',
          where: { from: 'half-open', to: 'closed' },
        },
      },
      atLeast: 1,
    },
    {
      kind: 'amount',
      text: { en: 'From second 50 on, orders are charged again', zh: '第 50 秒起，订单重新收费成功' },
      measure: {
        kind: 'count',
        of: { type: 'service-answered', node: 'Payments', where: { status: 200 }, afterMs: 50_000 },
      },
      atLeast: 45,
    },
  ],
  start: {
    format: 'faaslab',
    version: 1,
    name: 'Lesson: circuit breaker',
    nodes: {
      n1: {
        kind: 'client',
        name: 'Shop',
        position: { x: 0, y: 0 },
        config: { arrivals: { shape: 'constant', perSecond: 5, count: 300 }, body: '{"order":{{n}}}' },
      },
      n2: {
        kind: 'function',
        name: 'CheckOut',
        position: { x: COLUMN, y: 0 },
        config: { codeUri: 'check-out', memoryMb: 256 },
      },
      n3: {
        kind: 'service',
        name: 'Payments',
        position: { x: 2 * COLUMN, y: 0 },
        config: {
          baseUrl: 'https://payments.example.com',
          latencyMedianMs: 40,
          latencyP99Ms: 80,
          outages: [{ startMs: 10_000, durationMs: 30_000, status: 503 }],
        },
      },
    },
    edges: {
      e1: { from: { node: 'n1', port: 'call' }, to: { node: 'n2', port: 'invoke' } },
      e2: {
        from: { node: 'n2', port: 'call' },
        to: { node: 'n3', port: 'request' },
        config: {
          actions: ['request'],
          env: 'PAYMENTS_URL',
          policies: [{ ...BREAKER, slidingWindowSize: 500, minimumNumberOfCalls: 500 }],
        },
      },
    },
    files: { 'check-out/index.ts': CHECK_OUT },
    scenario: { startAt: '2026-01-01T00:00:00Z', seed: 7, duration: '1m' },
  },
  solution: {
    edges: {
      e2: { config: { policies: [{ ...BREAKER, slidingWindowSize: 10, minimumNumberOfCalls: 5 }] } },
    },
  },
}
