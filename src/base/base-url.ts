// Whose address is the longest prefix of a URL, by whole path segments: so a handler's fetch finds the service it means.

/** As the platform's URL has them. */
export interface UrlParts {
  readonly origin: string
  readonly pathname: string
}

export function byBaseUrl<One extends { readonly baseUrl: UrlParts | undefined }>(
  candidates: readonly One[],
  url: UrlParts,
): One | undefined {
  let best: One | undefined
  let bestLength = -1
  for (const candidate of candidates) {
    const { baseUrl } = candidate
    if (baseUrl?.origin !== url.origin) continue
    const path = baseUrl.pathname.endsWith('/') ? baseUrl.pathname : `${baseUrl.pathname}/`
    if (!`${url.pathname}/`.startsWith(path) || path.length <= bestLength) continue
    best = candidate
    bestLength = path.length
  }
  return best
}
