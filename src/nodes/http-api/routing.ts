// Which route an API picks: an exact path, then one with variables, then a greedy one, then $default. At each step an
// HTTP API takes the method itself before ANY; a REST API first finds the resource and then its method. [K]
import { decodeText } from './http-text.ts'

export interface RouteKey {
  readonly method: string
  readonly path: string
}

export interface RouteMatch<R> {
  readonly route: R
  readonly pathParameters: Readonly<Record<string, string>>
}

interface PathMatch {
  /** Lower is better, segment by segment: 0 literal, 1 variable, 2 greedy, 3 $default. */
  readonly rank: string
  /** As they were sent. */
  readonly parameters: readonly (readonly [string, string])[]
}

function matchPath(pattern: string, path: string): PathMatch | undefined {
  if (pattern === '$default') return { rank: '3', parameters: [] }
  const wanted = pattern.split('/').slice(1)
  const given = path.split('/').slice(1)
  const parameters: [string, string][] = []
  let rank = ''
  for (const [index, segment] of wanted.entries()) {
    const greedy = /^\{([^}]+)\+\}$/.exec(segment)
    if (greedy) {
      const rest = given.slice(index).join('/')
      if (rest === '') return undefined
      parameters.push([greedy[1] as string, rest])
      return { rank: `${rank}2`, parameters }
    }
    const value = given[index]
    if (value === undefined) return undefined
    const variable = /^\{([^}]+)\}$/.exec(segment)
    if (variable) {
      if (value === '') return undefined
      parameters.push([variable[1] as string, value])
      rank += '1'
    } else if (segment === value) rank += '0'
    else return undefined
  }
  return wanted.length === given.length ? { rank, parameters } : undefined
}

interface Found<R> {
  readonly route: R
  readonly match: PathMatch
  readonly rank: string
}

function best<R extends RouteKey>(
  routes: readonly R[],
  path: string,
  rankOf: (route: R, match: PathMatch) => string,
): Found<R> | undefined {
  let found: Found<R> | undefined
  for (const route of routes) {
    const match = matchPath(route.path, path)
    if (!match) continue
    const rank = rankOf(route, match)
    if (!found || rank < found.rank) found = { route, match, rank }
  }
  return found
}

const takes = ({ method }: RouteKey, wanted: string): boolean => method === 'ANY' || method === wanted

/** Of an HTTP API; variables are percent-decoded. */
export function matchRoute<R extends RouteKey>(
  routes: readonly R[],
  method: string,
  path: string,
): RouteMatch<R> | undefined {
  const found = best(
    routes.filter((route) => takes(route, method)),
    path,
    (route, match) => `${match.rank}${route.method === 'ANY' ? '~' : '!'}`,
  )
  if (!found) return undefined
  const decoded = found.match.parameters.map(([name, value]) => [name, decodeText(value)] as const)
  return { route: found.route, pathParameters: Object.fromEntries(decoded) }
}

/** A slash at the end makes no other resource. [R] */
const withoutSlash = (path: string): string => (path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path)

/** The paths that share the best match, whatever their methods: a REST API's resource. */
export function matchResource<R extends RouteKey>(routes: readonly R[], path: string): readonly RouteMatch<R>[] {
  const wanted = withoutSlash(path)
  // $default is an HTTP API's.
  const resources = routes.filter((route) => route.path !== '$default')
  const found = best(resources, wanted, (_, { rank }) => rank)
  if (!found) return []
  return resources.flatMap((route) => {
    const match = matchPath(route.path, wanted)
    return match?.rank === found.rank ? [{ route, pathParameters: Object.fromEntries(match.parameters) }] : []
  })
}

/** Of a REST API; variables stay as they were sent. [R] */
export function matchMethod<R extends RouteKey>(
  resource: readonly RouteMatch<R>[],
  method: string,
): RouteMatch<R> | undefined {
  return resource.find(({ route }) => route.method === method) ?? resource.find(({ route }) => route.method === 'ANY')
}
