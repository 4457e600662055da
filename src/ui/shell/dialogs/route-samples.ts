// What can be sent to an API: one request for each of its routes, as that route takes it.
import type { Authorizer } from '#nodes/models'
import { authorizerName, authorizerOfRoute } from '#nodes/models'
import type { EventSample } from '#ui/kit'
import { edgeConfig, findNode, type NodeId, outgoing, type Workflow } from '#workflow'

/** Buttons beyond these would bury the form. */
const MAXIMUM_SAMPLES = 12
const WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS'])

/** `/orders/{id}/{rest+}` → `/orders/1/a/b` */
const filled = (path: string): string =>
  path === '$default' ? '/' : path.replace(/\{[^}]*\+\}/g, 'a/b').replace(/\{[^}]*\}/g, '1')

function authorizersOf(workflow: Workflow, api: NodeId) {
  return outgoing(workflow, api, 'authorize').flatMap(({ id, edge }) => {
    const config = edgeConfig(workflow, id, 'http-api/authorize')
    return config ? [{ config, name: authorizerName(config, findNode(workflow, edge.to.node)?.name ?? '') }] : []
  })
}

/** What identifies a caller, where the request carries it. */
function identityOf(sources: Authorizer['identitySources']): {
  readonly headers: Readonly<Record<string, string>>
  readonly query: string
} {
  const namesIn = (place: string): string[] =>
    sources.flatMap((source) => (source.startsWith(`$request.${place}.`) ? [source.slice(place.length + 10)] : []))
  return {
    headers: Object.fromEntries(namesIn('header').map((name) => [name, 'Bearer let-me-in'])),
    query: namesIn('querystring')
      .map((name) => `${encodeURIComponent(name)}=token`)
      .join('&'),
  }
}

export function routeSamples(workflow: Workflow, api: NodeId): readonly EventSample[] {
  const authorizers = authorizersOf(workflow, api)
  return outgoing(workflow, api, 'route')
    .slice(0, MAXIMUM_SAMPLES)
    .flatMap(({ id }): EventSample[] => {
      const route = edgeConfig(workflow, id, 'http-api/route')
      if (!route) return []
      const method = route.method === 'ANY' ? 'POST' : route.method
      const asked = authorizerOfRoute(route, authorizers)
      const identity = typeof asked === 'string' ? { headers: {}, query: '' } : identityOf(asked.config.identitySources)
      const hasBody = !WITHOUT_BODY.has(method)
      const request = {
        method,
        path: `${filled(route.path)}${identity.query === '' ? '' : `?${identity.query}`}`,
        headers: { ...(hasBody ? { 'content-type': 'application/json' } : {}), ...identity.headers },
        body: hasBody ? '{"n":1}' : '',
      }
      const name = route.path === '$default' ? route.path : `${route.method} ${route.path}`
      return [{ id: `route ${id}`, title: { en: name, 'zh-CN': name }, text: JSON.stringify(request, null, 2) }]
    })
}
