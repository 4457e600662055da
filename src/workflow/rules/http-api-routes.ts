// Routes of an API: one of a kind, such as its type has, and a target that answers before the API gives up.
import { integrationTimeoutMs, longestTimeoutMs, REST_TIMEOUT_MS } from '#nodes/models'
import type { NodeEntry } from '../graph.ts'
import type { NodeId, Workflow } from '../document.ts'
import { edgeConfig, findNode, nodesOfKind, outgoing } from '../graph.ts'
import type { Problem } from '../refusal.ts'

/** Two paths that differ in a parameter's name only are one route. */
const routeKey = (method: string, path: string): string =>
  path === '$default' ? path : `${method} ${path.replace(/\{[^}+]+(\+?)\}/g, '{$1}')}`

/** Of a timeout that somebody set, the API's or a route's. */
function timeoutProblem(
  { id, node }: NodeEntry<'http-api'>,
  timeoutMs: number | undefined,
  place: Pick<Problem, 'node' | 'edge'> = { node: id },
): Problem[] {
  if (timeoutMs === undefined) return []
  const { name: api, config } = node
  const limitMs = longestTimeoutMs(config.type)
  const data = { api, timeoutMs }
  if (timeoutMs > limitMs)
    return [
      { code: 'api-timeout-above-limit', severity: 'error', ...place, field: 'timeoutMs', data: { ...data, limitMs } },
    ]
  if (config.type !== 'rest' || timeoutMs <= REST_TIMEOUT_MS) return []
  const quota = { ...data, limitMs: REST_TIMEOUT_MS }
  return [{ code: 'api-timeout-needs-quota', severity: 'info', ...place, field: 'timeoutMs', data: quota }]
}

function stageProblem({ id, node: { name: api, config } }: NodeEntry<'http-api'>): Problem[] {
  const { type, stage } = config
  if (stage === undefined || /^[\w-]+$/.test(stage) || (stage === '$default' && type === 'http')) return []
  return [{ code: 'api-stage-refused', severity: 'error', node: id, field: 'stage', data: { api, stage } }]
}

function problemsOf(workflow: Workflow, entry: NodeEntry<'http-api'>): Problem[] {
  const { id: api, node } = entry
  const { name, config } = node
  const problems = [...timeoutProblem(entry, config.timeoutMs), ...stageProblem(entry)]
  const routes = new Set<string>()
  const slow = new Set<NodeId>()
  for (const { id, edge } of outgoing(workflow, api, 'route')) {
    const route = edgeConfig(workflow, id, 'http-api/route')
    if (!route) continue
    const target = findNode(workflow, edge.to.node)
    const key = routeKey(route.method, route.path)
    const data = { api: name, method: route.method, route: route.path }
    if (routes.has(key))
      problems.push({ code: 'api-route-twice', severity: 'error', node: api, edge: id, field: 'path', data })
    routes.add(key)
    problems.push(...timeoutProblem(entry, route.timeoutMs, { node: api, edge: id }))
    if (config.type === 'rest' && route.path === '$default') {
      const named = { api: name, function: target?.name ?? '' }
      const fix = { type: 'edit-edge-config', edge: id, patch: { path: '/{proxy+}' } } as const
      problems.push({
        code: 'api-rest-default-route',
        severity: 'error',
        node: api,
        edge: id,
        field: 'path',
        data: named,
        fix,
      })
    }
    const apiMs = integrationTimeoutMs(config, route)
    if (target?.kind !== 'function' || target.config.timeoutMs <= apiMs || slow.has(edge.to.node)) continue
    slow.add(edge.to.node)
    problems.push({
      code: 'api-gives-up-first',
      severity: 'warning',
      node: edge.to.node,
      edge: id,
      field: 'timeoutMs',
      data: {
        api: name,
        apiMs,
        function: target.name,
        timeoutMs: target.config.timeoutMs,
        status: config.type === 'rest' ? 504 : 503,
      },
    })
  }
  return problems
}

export const httpApiRoutes = (workflow: Workflow): Problem[] =>
  nodesOfKind(workflow, 'http-api').flatMap((entry) => problemsOf(workflow, entry))
