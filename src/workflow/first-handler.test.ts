import type { NODE_KINDS } from '#nodes/models'
import { describe, expect, it } from 'vitest'
import { apply } from './apply.ts'
import type { NodeId } from './document.ts'
import { firstHandler } from './first-handler.ts'
import { endFor, newWorkflow } from './index.ts'

const HERE = { x: 0, y: 0 }

function textFor(kind: (typeof NODE_KINDS)[number]): string | undefined {
  const made = apply(newWorkflow('Test'), { type: 'add-node', kind, position: HERE })
  if (!made.ok) throw new Error(JSON.stringify(made.error))
  const first = Object.keys(made.value.nodes)[0] as NodeId
  const end = endFor(made.value, first, 'function')
  if (!end) return undefined
  const both = apply(made.value, { type: 'add-and-connect', node: { kind: 'function', position: HERE }, end })
  if (!both.ok) throw new Error(JSON.stringify(both.error))
  return both.value.files['function/index.ts']
}

describe('the first handler of a function', () => {
  it.each([
    ['http-api', 'APIGatewayProxyEventV2'],
    ['schedule', 'ScheduledEvent'],
    ['queue', 'SQSEvent'],
    ['topic', 'SNSEvent'],
    ['event-bus', 'EventBridgeEvent<string, unknown>'],
    ['bucket', 'S3Event'],
  ] as const)('added behind %s knows its event: %s', (kind, event) => {
    expect(textFor(kind)).toContain(`async (event: ${event}) =>`)
    expect(firstHandler('javascript', kind).text).toContain(`import('aws-lambda').${event}} event`)
  })

  it.each([
    ['http', 'authorize', 'APIGatewayRequestAuthorizerEventV2', 'isAuthorized'],
    ['rest', 'authorize', 'APIGatewayRequestAuthorizerEvent', 'policyDocument'],
    ['rest', 'route', 'APIGatewayProxyEvent', 'statusCode'],
  ])('added behind an API of type %s, its port %s, knows %s and answers with %s', (type, port, event, answer) => {
    const made = apply(newWorkflow('Test'), { type: 'add-node', kind: 'http-api', position: HERE, config: { type } })
    if (!made.ok) throw new Error(JSON.stringify(made.error))
    const end = { node: Object.keys(made.value.nodes)[0] as NodeId, port }
    const both = apply(made.value, { type: 'add-and-connect', node: { kind: 'function', position: HERE }, end })
    if (!both.ok) throw new Error(JSON.stringify(both.error))
    const text = both.value.files['function/index.ts']
    expect(text).toContain(`async (event: ${event}) =>`)
    expect(text).toContain(answer)
  })

  it('added alone, or behind what sends anything, takes any event', () => {
    expect(textFor('client')).toContain('async (event: unknown) =>')
    expect(firstHandler('typescript', undefined).text).toContain('async (event: unknown) =>')
    expect(firstHandler('javascript', undefined).text).not.toContain('unknown')
  })
})
