// What the two types of API differ in where nothing is set, for whoever does without the schemas.
import { HTTP_TIMEOUT_MS, HTTP_TTL_MS, RAISED_REST_TIMEOUT_MS, REST_TIMEOUT_MS, REST_TTL_MS } from './limits.ts'
import type { Authorizer, HttpApiConfig, Route } from './model.ts'

/** Says that a route needs none, whatever the others need. */
const NO_AUTHORIZER = 'NONE'

export const apiStage = ({ type, stage }: Pick<HttpApiConfig, 'type' | 'stage'>): string =>
  stage ?? (type === 'rest' ? 'Prod' : '$default')

export const longestTimeoutMs = (type: HttpApiConfig['type']): number =>
  type === 'rest' ? RAISED_REST_TIMEOUT_MS : HTTP_TIMEOUT_MS

/** How long the API waits for the route's function. */
export const integrationTimeoutMs = (
  { type, timeoutMs }: Pick<HttpApiConfig, 'type' | 'timeoutMs'>,
  route?: Pick<Route, 'timeoutMs'>,
): number => route?.timeoutMs ?? timeoutMs ?? (type === 'rest' ? REST_TIMEOUT_MS : HTTP_TIMEOUT_MS)

export const authorizerTtlMs = (type: HttpApiConfig['type'], { ttlMs }: Pick<Authorizer, 'ttlMs'>): number =>
  ttlMs ?? (type === 'rest' ? REST_TTL_MS : HTTP_TTL_MS)

export const authorizerName = ({ name }: Pick<Authorizer, 'name'>, functionName: string): string =>
  name === '' ? functionName : name

interface NamedAuthorizer {
  readonly name: string
  readonly config: Pick<Authorizer, 'forAllRoutes'>
}

/** The authorizer of a route; `missing` where it names one that is not there. */
export function authorizerOfRoute<A extends NamedAuthorizer>(
  { authorizer }: Pick<Route, 'authorizer'>,
  authorizers: readonly A[],
): A | 'none' | 'missing' {
  if (authorizer === NO_AUTHORIZER) return 'none'
  if (authorizer === '') return authorizers.find(({ config }) => config.forAllRoutes) ?? 'none'
  return authorizers.find(({ name }) => name === authorizer) ?? 'missing'
}
