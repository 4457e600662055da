// node:url: the URL classes, and the older parse and format in their common shapes.
import { createQuerystringModule } from './querystring.ts'
import { host } from '../realm/host-globals.ts'

interface LegacyUrl {
  protocol?: string | null
  slashes?: boolean | null
  auth?: string | null
  host?: string | null
  port?: string | null
  hostname?: string | null
  hash?: string | null
  search?: string | null
  query?: unknown
  pathname?: string | null
  path?: string | null
  href?: string
}

const PARTS = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*:))?(\/\/)?(?:([^/?#@]*)@)?([^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?$/

function parse(text: string, parsesQuery = false): LegacyUrl {
  const [, protocol = null, slashes, auth = null, authority = '', rest = '', search = null, hash = null] =
    PARTS.exec(String(text).trim()) ?? []
  const hasHost = slashes !== undefined
  const host = hasHost ? authority.toLowerCase() : null
  const port = host?.match(/:(\d+)$/)?.[1] ?? null
  const pathname = (hasHost ? '' : (auth === null ? '' : `${auth}@`) + authority) + rest || (hasHost ? '/' : null)
  const query = search === null ? null : search.slice(1)
  const parsed: LegacyUrl = {
    protocol: protocol?.toLowerCase() ?? null,
    slashes: hasHost ? true : null,
    auth: hasHost && auth !== null ? decodeURIComponent(auth) : null,
    host,
    port,
    hostname: host === null ? null : port === null ? host : host.slice(0, -port.length - 1),
    hash,
    search,
    query: parsesQuery ? (createQuerystringModule()['parse'] as (text: string) => unknown)(query ?? '') : query,
    pathname,
    path: pathname === null && search === null ? null : (pathname ?? '') + (search ?? ''),
  }
  parsed.href = format(parsed)
  return parsed
}

function format(url: unknown): string {
  if (url instanceof host.URL) return url.href
  if (typeof url === 'string') return parse(url).href ?? url
  const {
    protocol,
    slashes,
    auth,
    host: authorityGiven,
    hostname,
    port,
    pathname,
    search,
    query,
    hash,
  } = url as LegacyUrl
  const scheme = protocol ? (protocol.endsWith(':') ? protocol : `${protocol}:`) : ''
  const authority = authorityGiven ?? (hostname ? hostname + (port ? `:${port}` : '') : '')
  const fields =
    typeof query === 'object' && query !== null
      ? (createQuerystringModule()['stringify'] as (value: unknown) => string)(query)
      : ''
  const asked = search ?? (fields === '' ? '' : `?${fields}`)
  const between = slashes || (authority !== '' && /^(https?|ftp|file):$/.test(scheme)) ? '//' : ''
  const path = pathname && authority !== '' && !pathname.startsWith('/') ? `/${pathname}` : (pathname ?? '')
  const fragment = hash ? (hash.startsWith('#') ? hash : `#${hash}`) : ''
  return `${scheme}${between}${auth ? `${encodeURIComponent(auth).replace('%3A', ':')}@` : ''}${authority}${path}${asked !== '' && !asked.startsWith('?') ? `?${asked}` : asked}${fragment}`
}

/** Against the older rules only where both are plain: paths and whole addresses. */
function resolve(from: string, to: string): string {
  const base = 'http://faaslab.invalid'
  const isWhole = host.URL.canParse(from)
  const resolved = new host.URL(to, isWhole ? from : new host.URL(from, base))
  return resolved.origin === base ? resolved.pathname + resolved.search + resolved.hash : resolved.href
}

export const createUrlModule = (): Readonly<Record<string, unknown>> => ({
  URL: host.URL,
  URLSearchParams: host.URLSearchParams,
  parse,
  format,
  resolve,
  fileURLToPath: (url: string | URL) => decodeURIComponent(new host.URL(url).pathname),
  pathToFileURL: (path: string) => new host.URL(`file://${encodeURI(path).replace(/[?#]/g, encodeURIComponent)}`),
  domainToASCII: (domain: string) => new host.URL(`http://${domain}`).hostname,
  urlToHttpOptions: ({ protocol, hostname, port, pathname, search, hash, href }: URL) => ({
    protocol,
    hostname,
    port: port === '' ? undefined : Number(port),
    pathname,
    search,
    hash,
    href,
    path: pathname + search,
  }),
})
