// Headers, Request and Response for handlers. Our own, because the engines' read bodies in tasks that nobody sees, and
// no two engines in the same number of turns. Bodies are whole: text, bytes or URL parameters; no streams, no forms.
import { host } from '../realm/host-globals.ts'

type HeaderSource = Iterable<readonly [string, string]> | Readonly<Record<string, string>>

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

function headerName(name: unknown): string {
  const text = String(name)
  if (!NAME.test(text)) throw new TypeError(`Headers: ${text} is an invalid header name.`)
  return text.toLowerCase()
}

const isIterable = (source: object): source is Iterable<readonly [string, string]> => Symbol.iterator in source

export class Headers {
  readonly #values = new Map<string, string>()

  constructor(source?: HeaderSource) {
    if (source === undefined || source === null) return
    const pairs = isIterable(source) ? source : Object.entries(source)
    for (const [name, value] of pairs) this.append(name, value)
  }

  append(name: string, value: string): void {
    const key = headerName(name)
    const before = this.#values.get(key)
    const text = String(value).trim()
    this.#values.set(key, before === undefined ? text : `${before}, ${text}`)
  }

  set(name: string, value: string): void {
    this.#values.set(headerName(name), String(value).trim())
  }

  get(name: string): string | null {
    return this.#values.get(headerName(name)) ?? null
  }

  has(name: string): boolean {
    return this.#values.has(headerName(name))
  }

  delete(name: string): void {
    this.#values.delete(headerName(name))
  }

  getSetCookie(): string[] {
    const cookies = this.#values.get('set-cookie')
    return cookies === undefined ? [] : [cookies]
  }

  forEach(visit: (value: string, name: string, headers: Headers) => void, receiver?: unknown): void {
    for (const [name, value] of this) visit.call(receiver, value, name, this)
  }

  *entries(): Generator<[string, string]> {
    for (const name of [...this.#values.keys()].sort()) yield [name, this.#values.get(name) ?? '']
  }

  *keys(): Generator<string> {
    for (const [name] of this.entries()) yield name
  }

  *values(): Generator<string> {
    for (const [, value] of this.entries()) yield value
  }

  [Symbol.iterator](): Generator<[string, string]> {
    return this.entries()
  }

  get [Symbol.toStringTag](): string {
    return 'Headers'
  }
}

const encoder = new host.TextEncoder()
const decoder = new host.TextDecoder()

interface Body {
  readonly bytes: Uint8Array | undefined
  readonly type: string | undefined
}

function readBody(body: unknown): Body {
  if (body === undefined || body === null) return { bytes: undefined, type: undefined }
  if (body instanceof host.URLSearchParams) {
    return { bytes: encoder.encode(String(body)), type: 'application/x-www-form-urlencoded;charset=UTF-8' }
  }
  if (body instanceof ArrayBuffer) return { bytes: new Uint8Array(body.slice(0)), type: undefined }
  if (ArrayBuffer.isView(body)) {
    return {
      bytes: new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.byteLength).slice(),
      type: undefined,
    }
  }
  return { bytes: encoder.encode(String(body)), type: 'text/plain;charset=UTF-8' }
}

class HttpMessage {
  readonly headers: Headers
  readonly #bytes: Uint8Array | undefined
  #used = false

  constructor(headers: Headers, body: Body) {
    this.headers = headers
    this.#bytes = body.bytes
    if (body.type !== undefined && !headers.has('content-type')) headers.set('content-type', body.type)
  }

  /** Streams are not there: a body is read whole. */
  get body(): null {
    return null
  }

  get bodyUsed(): boolean {
    return this.#used
  }

  async text(): Promise<string> {
    return decoder.decode(this.#take())
  }

  async json(): Promise<unknown> {
    return JSON.parse(decoder.decode(this.#take()))
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return this.#take().slice().buffer as ArrayBuffer
  }

  async bytes(): Promise<Uint8Array> {
    return this.#take().slice()
  }

  /** For a copy, and for the wire: does not use the body up. */
  static bytesOf(message: HttpMessage): Uint8Array | undefined {
    if (message.#used) throw new TypeError('Body is unusable: Body has already been read')
    return message.#bytes
  }

  #take(): Uint8Array {
    if (this.#used) throw new TypeError('Body is unusable: Body has already been read')
    this.#used = this.#bytes !== undefined
    return this.#bytes ?? new Uint8Array()
  }
}

/** The body as the wire of the emulator carries it: text. */
export function bodyText(message: Request): string {
  const bytes = HttpMessage.bytesOf(message)
  return bytes === undefined ? '' : decoder.decode(bytes)
}

export interface RequestOptions {
  readonly method?: string
  readonly headers?: HeaderSource
  readonly body?: unknown
  readonly signal?: AbortSignal | null
  readonly redirect?: string
}

const NORMAL_METHODS = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'])

export class Request extends HttpMessage {
  readonly method: string
  readonly url: string
  readonly signal: AbortSignal | undefined
  readonly redirect: string

  constructor(input: unknown, options: RequestOptions = {}) {
    const from = input instanceof Request ? input : undefined
    const method = options.method ?? from?.method ?? 'GET'
    const upper = String(method).toUpperCase()
    const body: Body =
      options.body !== undefined
        ? readBody(options.body)
        : { bytes: from && HttpMessage.bytesOf(from), type: undefined }
    if (body.bytes !== undefined && (upper === 'GET' || upper === 'HEAD')) {
      throw new TypeError('Request with GET/HEAD method cannot have body.')
    }
    super(new Headers(options.headers ?? from?.headers), body)
    this.method = NORMAL_METHODS.has(upper) ? upper : String(method)
    this.url = from ? from.url : parseUrl(input)
    this.signal = options.signal ?? from?.signal
    this.redirect = options.redirect ?? 'follow'
  }

  clone(): Request {
    return new Request(this)
  }
}

function parseUrl(input: unknown): string {
  const text = input instanceof host.URL ? input.href : String(input)
  if (!host.URL.canParse(text)) throw new TypeError(`Failed to parse URL from ${text}`)
  return new host.URL(text).href
}

export interface ResponseOptions {
  readonly status?: number
  readonly statusText?: string
  readonly headers?: HeaderSource
}

const STATUS_TEXTS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  413: 'Payload Too Large',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

export const statusText = (status: number): string => STATUS_TEXTS[status] ?? ''

export class Response extends HttpMessage {
  readonly status: number
  readonly statusText: string
  readonly url: string
  readonly redirected = false
  readonly type = 'default'

  constructor(body?: unknown, options: ResponseOptions = {}, url = '') {
    const status = options.status ?? 200
    if (!(status >= 200 && status <= 599))
      throw new RangeError('init["status"] must be in the range of 200 to 599, inclusive.')
    super(new Headers(options.headers), readBody(body))
    this.status = status
    this.statusText = options.statusText ?? ''
    this.url = url
  }

  get ok(): boolean {
    return this.status < 300
  }

  clone(): Response {
    return new Response(HttpMessage.bytesOf(this), this, this.url)
  }

  static json(value: unknown, options: ResponseOptions = {}): Response {
    const headers = new Headers(options.headers)
    if (!headers.has('content-type')) headers.set('content-type', 'application/json')
    return new Response(JSON.stringify(value), { ...options, headers })
  }
}

// Bundling shortens names; users see these.
for (const [made, name] of [
  [Headers, 'Headers'],
  [Request, 'Request'],
  [Response, 'Response'],
] as const)
  Object.defineProperty(made, 'name', { value: name, configurable: true })
