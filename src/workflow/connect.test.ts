import { describe, expect, test } from 'vitest'
import { NODE_KINDS, nodeModels, type Port } from '#nodes/models'
import { apply } from './apply.ts'
import { canConnect, connectionChoices, endFor, kindsFor, orderEnds } from './connect.ts'
import { sentence } from './sentences.ts'
import { draw, node } from './testing/edit.ts'

const everyKind = draw({
  Shoppers: { kind: 'client' },
  Shop: { kind: 'http-api' },
  Nightly: { kind: 'schedule' },
  Work: { kind: 'function' },
  More: { kind: 'function' },
  Orders: { kind: 'queue' },
  Dead: { kind: 'queue' },
  Pay: { kind: 'service' },
  News: { kind: 'topic' },
  Bus: { kind: 'event-bus' },
  Files: { kind: 'bucket' },
  Items: { kind: 'table' },
  Clicks: { kind: 'stream' },
})

const end = (text: string) => {
  const [name, port] = text.split('/') as [string, string]
  return { node: node(name), port }
}

describe('what may be joined', () => {
  test.each([
    'Shoppers/call Shop/request',
    'Shoppers/call Work/invoke',
    'Shoppers/call Pay/request',
    'Shop/route Work/invoke',
    'Nightly/fire Work/invoke',
    'Nightly/fire Orders/send',
    'Work/call Orders/send',
    'Work/call More/invoke',
    'Work/call Work/invoke',
    'Work/call Pay/request',
    'Orders/consume Work/invoke',
    'Orders/redrive Dead/send',
  ])('%s', (ends) => {
    const [from, to] = ends.split(' ').map(end) as [ReturnType<typeof end>, ReturnType<typeof end>]
    expect(canConnect(everyKind, from, to)).toEqual({ ok: true })
  })
})

describe('what is refused, and what to do instead', () => {
  test.each([
    ['Orders/consume Shop/request', 'connect-impossible', 'A client can lead to Shop'],
    ['Orders/consume Pay/request', 'connect-put-between', 'Put a function between them'],
    ['Shop/route Orders/send', 'connect-put-between', 'Put a function between them'],
    ['Shop/route Pay/request', 'connect-put-between', 'Put a function'],
    ['Work/call Shop/request', 'connect-turn-round', 'from Shop to Work'],
    ['Orders/consume Dead/send', 'connect-other-port', '“redrive”'],
    ['Orders/redrive Work/invoke', 'connect-other-port', '“consume”'],
    ['Orders/redrive Orders/send', 'connect-self', 'another queue'],
    ['Work/invoke Orders/send', 'connect-from-input', 'Start the connection at an output'],
    ['Work/call Orders/consume', 'connect-to-output', 'End the connection at an input'],
    ['Work/nothing Orders/send', 'connect-no-port', 'no port “nothing”'],
    ['Work/call Nobody/send', 'connect-no-node', 'Nobody'],
    ['constructor/call Orders/send', 'connect-no-node', 'constructor'],
  ])('%s: %s', (ends, code, advice) => {
    const [from, to] = ends.split(' ').map(end) as [ReturnType<typeof end>, ReturnType<typeof end>]
    const answer = canConnect(everyKind, from, to)
    expect(answer).toMatchObject({ ok: false, code })
    if (!answer.ok) expect(sentence(answer.code, answer.data, 'en')).toContain(advice)
  })

  test('a second subscription of the same function, a second dead-letter queue, a sixth target', () => {
    const joined = draw(
      {
        Orders: { kind: 'queue' },
        Dead: { kind: 'queue' },
        Other: { kind: 'queue' },
        Nightly: { kind: 'schedule' },
        ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`F${n}`, { kind: 'function' as const }])),
      },
      [
        ['Orders/consume F1/invoke'],
        ['Orders/redrive Dead/send'],
        ...[1, 2, 3, 4, 5].map((n): [string] => [`Nightly/fire F${n}/invoke`]),
      ],
    )
    expect(canConnect(joined, end('Orders/consume'), end('F1/invoke'))).toMatchObject({ code: 'connect-duplicate' })
    expect(canConnect(joined, end('Orders/redrive'), end('Other/send'))).toMatchObject({ code: 'connect-one-only' })
    expect(canConnect(joined, end('Nightly/fire'), end('F6/invoke'))).toMatchObject({
      code: 'connect-too-many',
      data: { maximum: 5 },
    })
  })

  test('an API may have several routes to one function', () => {
    const joined = draw({ Shop: { kind: 'http-api' }, Work: { kind: 'function' } }, [
      ['Shop/route Work/invoke'],
      ['Shop/route Work/invoke'],
      ['Shop/route Work/invoke'],
    ])
    expect(Object.values(joined.edges).map((edge) => edge.config)).toMatchObject([
      { method: 'ANY', path: '$default' },
      { method: 'ANY', path: '/work' },
      { method: 'ANY', path: '/work-2' },
    ])
  })
})

describe('offers', () => {
  test('apply and canConnect agree on every pair of ports', () => {
    const ends = Object.entries(everyKind.nodes).flatMap(([id, { kind }]) =>
      nodeModels[kind].ports.map((port: Port) => ({ node: node(id), port: port.name })),
    )
    for (const from of ends) {
      for (const to of ends) {
        const applied = apply(everyKind, { type: 'connect', from, to })
        const answer = canConnect(everyKind, from, to)
        expect(applied.ok).toBe(answer.ok)
        if (!applied.ok && !answer.ok) expect(applied.error).toEqual({ code: answer.code, data: answer.data })
      }
    }
  })

  test('what dropping on empty canvas offers can be added and connected', () => {
    for (const [id, { kind }] of Object.entries(everyKind.nodes)) {
      for (const port of nodeModels[kind].ports as readonly Port[]) {
        for (const offer of kindsFor(everyKind, { node: node(id), port: port.name })) {
          const command = {
            type: 'add-and-connect',
            node: { kind: offer.kind, position: { x: 0, y: 0 } },
            end: { node: node(id), port: port.name },
            port: offer.port,
          } as const
          expect(apply(everyKind, command).ok).toBe(true)
        }
      }
    }
  })

  test.each([
    ['Shop', 'function', 'route'],
    ['Work', 'queue', 'call'],
    ['Orders', 'function', 'consume'],
    ['Orders', 'queue', 'redrive'],
    ['Pay', 'function', 'request'],
    ['Shoppers', 'http-api', 'call'],
    ['Orders', 'schedule', 'send'],
    ['Orders', 'service', undefined],
  ] as const)('choosing from Add with %s selected: a new %s is joined at %s', (selected, kind, port) => {
    expect(endFor(everyKind, node(selected), kind)?.port).toBe(port)
  })

  test('ends come the right way round whichever was clicked first', () => {
    const ends = { from: end('Work/call'), to: end('Orders/send') }
    expect(orderEnds(everyKind, ends.from, ends.to)).toEqual(ends)
    expect(orderEnds(everyKind, ends.to, ends.from)).toEqual(ends)
  })

  test('connecting nodes without naming ports finds the ports', () => {
    expect(connectionChoices(everyKind, node('Orders'), node('Work')).map(({ from }) => from.port)).toEqual(['consume'])
    expect(connectionChoices(everyKind, node('Pay'), node('Work'))).toEqual([])
  })

  test('every kind can be reached by or reach another one', () => {
    for (const kind of NODE_KINDS) {
      const id = Object.keys(everyKind.nodes).find((name) => everyKind.nodes[node(name)]?.kind === kind) as string
      const offers = nodeModels[kind].ports.flatMap((port: Port) =>
        kindsFor(everyKind, { node: node(id), port: port.name }),
      )
      expect(offers.length).toBeGreaterThan(0)
    }
  })
})
