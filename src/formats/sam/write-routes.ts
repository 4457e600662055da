// What an event says of its route beside method and path.
import type { JsonObject } from '#base'
import { type EdgeEntry, edgeConfig, findNode } from '#workflow'
import { isEmpty, isObject } from './template.ts'
import type { Properties, Writing } from './writing.ts'

interface Throttles {
  readonly throttleRate?: number | undefined
  readonly throttleBurst?: number | undefined
}

export const throttleSettings = ({ throttleRate, throttleBurst }: Throttles): JsonObject => ({
  ...(throttleBurst === undefined ? {} : { ThrottlingBurstLimit: throttleBurst }),
  ...(throttleRate === undefined ? {} : { ThrottlingRateLimit: throttleRate }),
})

export function putRouteSettings(
  writing: Writing,
  { id, edge }: EdgeEntry,
  { made, put }: Properties,
  kept: JsonObject,
): void {
  const route = edgeConfig(writing.workflow, id, 'http-api/route')
  const source = findNode(writing.workflow, edge.from.node)
  if (!route || source?.kind !== 'http-api') return
  const isRest = source.config.type === 'rest'
  put('TimeoutInMillis', route.timeoutMs ?? source.config.timeoutMs, undefined)
  if (!isRest) {
    put('PayloadFormatVersion', route.payloadFormat, '2.0')
    const throttles = throttleSettings(route)
    const rest = kept['RouteSettings']
    if (!isEmpty(throttles)) made['RouteSettings'] = { ...throttles, ...(isObject(rest) ? rest : {}) }
  }
  if (route.authorizer === '') return
  const rest = kept['Auth']
  made['Auth'] = { Authorizer: route.authorizer, ...(isObject(rest) ? rest : {}) }
}
