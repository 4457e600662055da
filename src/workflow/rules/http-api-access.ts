// Who may call an API: its authorizers, and what it tells browsers (CORS).
import { authorizerName, authorizerOfRoute, authorizerTtlMs, type Authorizer } from '#nodes/models'
import type { EdgeId, Workflow } from '../document.ts'
import { edgeConfig, findNode, type NodeEntry, nodesOfKind, outgoing } from '../graph.ts'
import type { Problem } from '../refusal.ts'

type Api = NodeEntry<'http-api'>

interface Named {
  readonly edge: EdgeId
  readonly name: string
  readonly config: Authorizer
}

function authorizersOf(workflow: Workflow, api: Api): readonly Named[] {
  return outgoing(workflow, api.id, 'authorize').flatMap(({ id, edge }) => {
    const config = edgeConfig(workflow, id, 'http-api/authorize')
    if (!config) return []
    return [{ edge: id, config, name: authorizerName(config, findNode(workflow, edge.to.node)?.name ?? '') }]
  })
}

const HEADER = /^\$request\.header\./

function reasonAgainst(validation: string): string | undefined {
  try {
    new RegExp(validation)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** What is wrong with one alone. */
function ownProblems({ id, node }: Api, { edge, name, config }: Named): Problem[] {
  const place = { node: id, edge, severity: 'error' } as const
  const data = { api: node.name, authorizer: name }
  const problems: Problem[] = []
  const ttlMs = authorizerTtlMs(node.config.type, config)
  if (ttlMs > 0 && config.identitySources.length === 0) {
    const fix = { type: 'edit-edge-config', edge, patch: { ttlMs: 0 } } as const
    problems.push({
      ...place,
      code: 'api-authorizer-caches-nobody',
      field: 'identitySources',
      data: { ...data, ttlMs },
      fix,
    })
  }
  if (config.type !== 'TOKEN') return problems
  if (node.config.type === 'http') {
    const fix = { type: 'edit-edge-config', edge, patch: { type: 'REQUEST' } } as const
    problems.push({ ...place, code: 'api-authorizer-token-of-rest', field: 'type', data, fix })
  }
  const [source, ...others] = config.identitySources
  if (source === undefined || others.length > 0 || !HEADER.test(source))
    problems.push({ ...place, code: 'api-authorizer-token-source', field: 'identitySources', data })
  const reason = reasonAgainst(config.validation)
  if (reason !== undefined)
    problems.push({
      ...place,
      code: 'api-authorizer-validation',
      field: 'validation',
      data: { authorizer: name, reason },
    })
  return problems
}

/** What is wrong with them beside each other. */
function commonProblems({ id, node }: Api, authorizers: readonly Named[]): Problem[] {
  const problems: Problem[] = []
  const names = new Set<string>()
  for (const { edge, name } of authorizers) {
    const data = { api: node.name, authorizer: name }
    if (names.has(name))
      problems.push({ code: 'api-authorizer-twice', severity: 'error', node: id, edge, field: 'name', data })
    names.add(name)
  }
  const [first, second] = authorizers.filter(({ config }) => config.forAllRoutes)
  if (first && second) {
    const data = { api: node.name, first: first.name, second: second.name }
    const fix = { type: 'edit-edge-config', edge: second.edge, patch: { forAllRoutes: false } } as const
    const place = { node: id, edge: second.edge, field: 'forAllRoutes' }
    problems.push({ code: 'api-authorizers-for-all', severity: 'error', ...place, data, fix })
  }
  return problems
}

/** Routes and who they ask. */
function routeProblems(workflow: Workflow, api: Api, authorizers: readonly Named[]): Problem[] {
  const { id, node } = api
  const problems: Problem[] = []
  const needed = new Set<Named>()
  for (const { id: edge } of outgoing(workflow, id, 'route')) {
    const route = edgeConfig(workflow, edge, 'http-api/route')
    if (!route) continue
    const asked = authorizerOfRoute(route, authorizers)
    const said = route.path === '$default' ? route.path : `${route.method} ${route.path}`
    const place = { node: id, edge }
    if (asked === 'missing') {
      const data = { api: node.name, route: said, authorizer: route.authorizer }
      problems.push({ code: 'api-authorizer-not-there', severity: 'error', ...place, field: 'authorizer', data })
    } else if (asked !== 'none') {
      needed.add(asked)
      const takesAll = route.method === 'ANY' || route.path === '$default'
      if (takesAll && node.config.type === 'http' && node.config.cors.state === 'on') {
        const data = { api: node.name, route: said, authorizer: asked.name }
        problems.push({ code: 'api-preflight-protected', severity: 'warning', ...place, field: 'method', data })
      }
    }
  }
  for (const authorizer of authorizers) {
    if (needed.has(authorizer)) continue
    const data = { api: node.name, authorizer: authorizer.name }
    const place = { node: id, edge: authorizer.edge, field: 'forAllRoutes' }
    problems.push({ code: 'api-authorizer-idle', severity: 'warning', ...place, data })
  }
  return problems
}

function corsProblems({ id, node }: Api): Problem[] {
  const { cors, type } = node.config
  if (cors.state === 'off') return []
  const place = { node: id, field: 'cors' }
  const problems: Problem[] = []
  if (cors.allowCredentials && cors.allowOrigins.includes('*')) {
    const data = { api: node.name }
    problems.push({ code: 'api-cors-any-origin-with-credentials', severity: 'error', ...place, data })
  }
  if (type === 'rest' && cors.allowOrigins.length > 1) {
    const data = { api: node.name, count: cors.allowOrigins.length }
    problems.push({ code: 'api-cors-one-origin', severity: 'warning', ...place, data })
  }
  return problems
}

export const httpApiAccess = (workflow: Workflow): Problem[] =>
  nodesOfKind(workflow, 'http-api').flatMap((api) => {
    const authorizers = authorizersOf(workflow, api)
    return [
      ...corsProblems(api),
      ...authorizers.flatMap((authorizer) => ownProblems(api, authorizer)),
      ...commonProblems(api, authorizers),
      ...routeProblems(workflow, api, authorizers),
    ]
  })
