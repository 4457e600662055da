// A checkout behind a circuit breaker with nothing wrong in it: the one who opens it draws the outage.
import { drawTemplate } from './template.ts'

const PAY = `import type { APIGatewayProxyHandlerV2 } from 'aws-lambda'

export const handler: APIGatewayProxyHandlerV2 = async (event) => {
  try {
    const response = await fetch(\`\${process.env.PAYMENTS_URL}/charges\`, { method: 'POST', body: event.body })
    return { statusCode: response.ok ? 200 : 502 }
  } catch (error) {
    // The breaker is open, or nobody answers: the shopper hears it at once and can come back.
    console.log((error as Error).message)
    return { statusCode: 503, headers: { 'retry-after': '5' } }
  }
}
`

export const checkoutToBreak = drawTemplate({
  id: 'checkout-to-break',
  title: { en: 'A checkout to break', 'zh-CN': '用来弄坏的结账' },
  summary: {
    en: 'A payment provider behind a circuit breaker, all well: draw an outage and watch the breaker decide.',
    'zh-CN': '支付服务前有断路器，一切正常：画一段中断，看断路器如何决定。',
  },
  note: 'All is well here: open Faults below the canvas and draw an outage on Payments.',
  nodes: {
    Shoppers: [
      'client',
      0,
      0,
      { arrivals: { shape: 'constant', perSecond: 5, count: 300 }, path: '/checkout', body: '{"order":{{n}}}' },
    ],
    Shop: ['http-api', 1, 0],
    CheckOut: ['function', 2, 0, { codeUri: 'check-out', timeoutMs: 5000, memoryMb: 256 }],
    Payments: ['service', 2, 1, { baseUrl: 'https://payments.example.com' }],
  },
  edges: {
    'Shoppers.call > Shop.request': {},
    'Shop.route > CheckOut.invoke': { method: 'POST', path: '/checkout' },
    'CheckOut.call > Payments.request': {
      actions: ['request'],
      policies: [
        {
          type: 'circuit-breaker',
          slidingWindowSize: 10,
          minimumNumberOfCalls: 5,
          failureRateThreshold: 50,
          waitDurationInOpenStateMs: 5000,
          permittedNumberOfCallsInHalfOpenState: 3,
        },
      ],
    },
  },
  files: { 'check-out/index.ts': PAY },
  duration: '2m',
})
