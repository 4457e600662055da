// Routes of an API: one of a kind, and a target that answers before the API gives up.
import type { NodeId, Workflow } from '../document.ts'
import { edgeConfig, findNode, nodesOfKind, outgoing } from '../graph.ts'
import type { Problem } from '../refusal.ts'

/** Two paths that differ in a parameter's name only are one route. */
const routeKey = (method: string, path: string): string =>
  path === '$default' ? path : `${method} ${path.replace(/\{[^}+]+(\+?)\}/g, '{$1}')}`

function problemsOf(workflow: Workflow, api: NodeId, name: string, apiMs: number): Problem[] {
  const problems: Problem[] = []
  const routes = new Set<string>()
  const slow = new Set<NodeId>()
  for (const { id, edge } of outgoing(workflow, api, 'route')) {
    const route = edgeConfig(workflow, id, 'http-api/route')
    if (!route) continue
    const key = routeKey(route.method, route.path)
    if (routes.has(key)) {
      const data = { api: name, method: route.method, route: route.path }
      problems.push({ code: 'api-route-twice', severity: 'error', node: api, edge: id, field: 'path', data })
    }
    routes.add(key)
    const target = findNode(workflow, edge.to.node)
    if (target?.kind !== 'function' || target.config.timeoutMs <= apiMs || slow.has(edge.to.node)) continue
    slow.add(edge.to.node)
    const data = { api: name, apiMs, function: target.name, timeoutMs: target.config.timeoutMs }
    problems.push({
      code: 'api-gives-up-first',
      severity: 'warning',
      node: edge.to.node,
      edge: id,
      field: 'timeoutMs',
      data,
    })
  }
  return problems
}

export const httpApiRoutes = (workflow: Workflow): Problem[] =>
  nodesOfKind(workflow, 'http-api').flatMap(({ id, node }) =>
    problemsOf(workflow, id, node.name, node.config.timeoutMs),
  )
