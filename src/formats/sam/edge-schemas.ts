// The schemas of what edges carry, as the ports have them.
import type { NodeKind, OutPort } from '#nodes/models'
import { outPort } from '#workflow'

const edgeSchema = (kind: NodeKind, name: string): OutPort['edgeConfig'] => {
  const port = outPort(kind, name)
  if (!port) throw new Error(`${kind} has no output ${name}`)
  return port.edgeConfig
}

export const routeSchema = edgeSchema('http-api', 'route')
export const authorizerSchema = edgeSchema('http-api', 'authorize')
export const mappingSchema = edgeSchema('queue', 'consume')
export const subscriptionSchema = edgeSchema('topic', 'subscribe')
export const ruleSchema = edgeSchema('event-bus', 'rule')
export const streamMappingSchema = edgeSchema('table', 'consume')
export const streamConsumerSchema = edgeSchema('stream', 'consume')
export const notificationSchema = edgeSchema('bucket', 'notify')
export const redriveSchema = edgeSchema('queue', 'redrive')
export const targetSchema = edgeSchema('schedule', 'fire')
export const callSchema = edgeSchema('function', 'call')

const ANY = new Set(['', 'ANY', '*', 'X-AMAZON-APIGATEWAY-ANY-METHOD'])

/** Method and path as a route has them; undefined where no route can be so. */
export function routeConfig(
  method: string,
  path: string,
): { readonly method: string; readonly path: string } | undefined {
  const upper = method.trim().toUpperCase()
  const route = {
    method: ANY.has(upper) ? 'ANY' : upper,
    path: path === '' ? '$default' : /^(?:\/|\$default$)/.test(path) ? path : `/${path}`,
  }
  return routeSchema.safeParse(route).success ? route : undefined
}
