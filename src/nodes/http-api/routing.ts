// Which route an HTTP API picks: an exact path, then one with variables, then a greedy one, then $default; at each
// step the method itself before ANY. [K]

export interface RouteKey {
  readonly method: string
  readonly path: string
}

export interface RouteMatch<R> {
  readonly route: R
  /** Percent-decoded. */
  readonly pathParameters: Readonly<Record<string, string>>
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a malformed escape stays as it was sent
  }
}

/** Lower is better, segment by segment: 0 literal, 1 variable, 2 greedy. */
function match(pattern: string, path: string): { rank: string; pathParameters: Record<string, string> } | undefined {
  if (pattern === '$default') return { rank: '3', pathParameters: {} }
  const wanted = pattern.split('/').slice(1)
  const given = path.split('/').slice(1)
  const parameters: [string, string][] = []
  let rank = ''
  for (const [index, segment] of wanted.entries()) {
    const greedy = /^\{([^}]+)\+\}$/.exec(segment)
    if (greedy) {
      const rest = given.slice(index).join('/')
      if (rest === '') return undefined
      parameters.push([greedy[1] as string, decode(rest)])
      return { rank: `${rank}2`, pathParameters: Object.fromEntries(parameters) }
    }
    const value = given[index]
    if (value === undefined) return undefined
    const variable = /^\{([^}]+)\}$/.exec(segment)
    if (variable) {
      if (value === '') return undefined
      parameters.push([variable[1] as string, decode(value)])
      rank += '1'
    } else if (segment === value) rank += '0'
    else return undefined
  }
  return wanted.length === given.length ? { rank, pathParameters: Object.fromEntries(parameters) } : undefined
}

export function matchRoute<R extends RouteKey>(
  routes: readonly R[],
  method: string,
  path: string,
): RouteMatch<R> | undefined {
  let best: (RouteMatch<R> & { rank: string }) | undefined
  for (const route of routes) {
    if (route.method !== 'ANY' && route.method !== method) continue
    const matched = match(route.path, path)
    if (!matched) continue
    const rank = `${matched.rank}${route.method === 'ANY' ? '~' : '!'}`
    if (!best || rank < best.rank) best = { route, pathParameters: matched.pathParameters, rank }
  }
  return best
}
