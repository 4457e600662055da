// S3's REST and XML: keys in the path, most of the rest in headers and the query, lists as XML, bytes as the body.
import { base64OfBytes, bytesOfBase64, formatIsoUtc, type Json, type JsonObject, parseIsoUtc } from '#base'
import { ByteStream, streamOf } from '../environment/byte-stream.ts'
import { host } from '../realm/host-globals.ts'
import { bodyText, type WireProtocol, type WireRequest, type WireResponse, wireResponse } from './wire.ts'
import { elementsOf, escapeXml, membersXml, tag, textOf } from './xml.ts'

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'
const METADATA = 'x-amz-meta-'

/** Members of inputs and outputs that travel in headers. */
const HEADERS: Readonly<Record<string, string>> = {
  'accept-ranges': 'AcceptRanges',
  'cache-control': 'CacheControl',
  'content-disposition': 'ContentDisposition',
  'content-encoding': 'ContentEncoding',
  'content-language': 'ContentLanguage',
  'content-length': 'ContentLength',
  'content-range': 'ContentRange',
  'content-type': 'ContentType',
  etag: 'ETag',
  expires: 'Expires',
  'if-match': 'IfMatch',
  'if-none-match': 'IfNoneMatch',
  'last-modified': 'LastModified',
  range: 'Range',
  'x-amz-bucket-region': 'BucketRegion',
  'x-amz-checksum-crc32': 'ChecksumCRC32',
  'x-amz-checksum-crc32c': 'ChecksumCRC32C',
  'x-amz-checksum-crc64nvme': 'ChecksumCRC64NVME',
  'x-amz-checksum-sha1': 'ChecksumSHA1',
  'x-amz-checksum-sha256': 'ChecksumSHA256',
  'x-amz-checksum-type': 'ChecksumType',
  'x-amz-copy-source': 'CopySource',
  'x-amz-copy-source-version-id': 'CopySourceVersionId',
  'x-amz-delete-marker': 'DeleteMarker',
  'x-amz-metadata-directive': 'MetadataDirective',
  'x-amz-server-side-encryption': 'ServerSideEncryption',
  'x-amz-version-id': 'VersionId',
}
const HEADER_OF: ReadonlyMap<string, string> = new Map(Object.entries(HEADERS).map(([name, member]) => [member, name]))

const QUERY: Readonly<Record<string, string>> = {
  'continuation-token': 'ContinuationToken',
  delimiter: 'Delimiter',
  'encoding-type': 'EncodingType',
  'key-marker': 'KeyMarker',
  marker: 'Marker',
  'max-keys': 'MaxKeys',
  prefix: 'Prefix',
  'start-after': 'StartAfter',
  'version-id-marker': 'VersionIdMarker',
  versionId: 'VersionId',
}

/** Outputs that are XML, by the name of its root. */
const ROOTS: Readonly<Record<string, string>> = {
  CopyObject: 'CopyObjectResult',
  DeleteObjects: 'DeleteResult',
  GetBucketLocation: 'LocationConstraint',
  GetBucketVersioning: 'VersioningConfiguration',
  ListObjects: 'ListBucketResult',
  ListObjectsV2: 'ListBucketResult',
  ListObjectVersions: 'ListVersionsResult',
}

/** Elements whose name is not the member's. */
const ELEMENTS: Readonly<Record<string, string>> = { Versions: 'Version', DeleteMarkers: 'DeleteMarker' }

const NO_CONTENT = 204
const PARTIAL_CONTENT = 206
const NOT_MODIFIED = 304

/** Of the request's own elements in headers and query. */
function readHeaders({ headers, query = {} }: WireRequest): Record<string, Json> {
  const input: Record<string, Json> = {}
  const metadata: Record<string, Json> = {}
  for (const [given, value] of Object.entries(headers)) {
    const name = given.toLowerCase()
    const member = HEADERS[name]
    if (member !== undefined) input[member] = value
    else if (name.startsWith(METADATA)) metadata[name.slice(METADATA.length)] = value
  }
  for (const [name, value] of Object.entries(query)) {
    const member = QUERY[name]
    if (member !== undefined && typeof value === 'string') input[member] = value
  }
  return Object.keys(metadata).length === 0 ? input : { ...input, Metadata: metadata }
}

function bytesOf(body: unknown): Uint8Array {
  if (typeof body === 'string') return new host.TextEncoder().encode(body)
  if (body instanceof Uint8Array) return body
  if (body instanceof ByteStream) return ByteStream.drain(body)
  if (body instanceof ArrayBuffer) return new Uint8Array(body)
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
  return new Uint8Array(0)
}

function deletion(body: string): JsonObject {
  const inside = elementsOf(body)[0]?.[1] ?? ''
  const Objects = elementsOf(inside)
    .filter(([name]) => name === 'Object')
    .map(([, object]) => {
      const VersionId = textOf(object, 'VersionId')
      return { Key: textOf(object, 'Key') ?? '', ...(VersionId === undefined ? {} : { VersionId }) }
    })
  return { Objects, Quiet: textOf(inside, 'Quiet') === 'true' }
}

const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const DAY_MS = 86_400_000

/** `2026-01-01T00:00:00.000Z` → `Thu, 01 Jan 2026 00:00:00 GMT` */
function httpDate(iso: string): string {
  const epochMs = parseIsoUtc(iso) ?? 0
  const text = formatIsoUtc(epochMs)
  const day = DAYS[((Math.floor(epochMs / DAY_MS) % 7) + 7) % 7]
  const month = MONTHS[Number(text.slice(5, 7)) - 1]
  return `${day}, ${text.slice(8, 10)} ${month} ${text.slice(0, 4)} ${text.slice(11, 19)} GMT`
}

/** What of an output travels in headers, and what is left. */
function splitOutput(output: JsonObject): { headers: Record<string, string>; rest: JsonObject } {
  const headers: Record<string, string> = {}
  const rest: Record<string, Json> = {}
  for (const [member, value] of Object.entries(output)) {
    const name = HEADER_OF.get(member)
    if (member === 'Metadata') {
      for (const [key, one] of Object.entries(value as JsonObject)) headers[METADATA + key] = String(one)
    } else if (name === undefined || typeof value === 'object') rest[member] = value
    else headers[name] = member === 'LastModified' ? httpDate(String(value)) : String(value)
  }
  return { headers, rest }
}

function xmlResponse(operation: string, root: string, output: JsonObject): WireResponse {
  const headers: Record<string, string> = { 'content-type': 'application/xml' }
  // Of a copy the outcome is in the body, and all else in headers.
  const own = splitOutput(operation === 'CopyObject' ? output : {})
  const inside = operation === 'CopyObject' ? (own.rest[root] as JsonObject) : output
  const named = Object.fromEntries(Object.entries(inside).map(([name, value]) => [ELEMENTS[name] ?? name, value]))
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">${membersXml(named)}</${root}>`
  return wireResponse(200, { ...headers, ...own.headers }, text)
}

export interface CopySource {
  readonly bucket: string
  readonly key: string
  readonly versionId: string | undefined
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // what is not encoded is taken as it stands
  }
}

/** `bucket/key?versionId=…`, with or without a slash before it, the key URL-encoded. */
export function readCopySource(text: string): CopySource {
  const [path = '', query = ''] = text.replace(/^\//, '').split('?')
  const [bucket = '', ...key] = decoded(path).split('/')
  return { bucket, key: key.join('/'), versionId: /(?:^|&)versionId=([^&]+)/.exec(query)?.[1] }
}

export const s3Protocol: WireProtocol = {
  read(request, { operation, input }) {
    const key: unknown = Reflect.get(input, 'Key')
    const read = readHeaders(request)
    if (typeof key === 'string') read['Key'] = key
    if (operation === 'CopyObject') {
      const source = readCopySource(String(read['CopySource'] ?? ''))
      read['SourceKey'] = source.key
      if (source.versionId !== undefined) read['SourceVersionId'] = source.versionId
    }
    if (operation === 'PutObject') read['Body'] = base64OfBytes(bytesOf(request.body))
    if (operation === 'DeleteObjects') read['Delete'] = deletion(bodyText(request.body))
    return read
  },
  respond(operation, output) {
    const root = ROOTS[operation]
    if (root !== undefined) return xmlResponse(operation, root, output)
    const { headers, rest } = splitOutput(output)
    if (operation === 'DeleteObject') return wireResponse(NO_CONTENT, headers, '')
    const body = rest['Body']
    if (typeof body !== 'string') return wireResponse(200, headers, '')
    const status = headers['content-range'] === undefined ? 200 : PARTIAL_CONTENT
    return { ...wireResponse(status, headers, ''), body: streamOf(bytesOfBase64(body)) }
  },
  refuse(operation, { status, code, message }) {
    const headers = { 'content-type': 'application/xml' }
    // A HEAD has no body to say more in.
    if (operation.startsWith('Head') || status === NOT_MODIFIED) return wireResponse(status, headers, '')
    const error = tag('Error', tag('Code', escapeXml(code)) + tag('Message', escapeXml(message)))
    return wireResponse(status, headers, `<?xml version="1.0" encoding="UTF-8"?>\n${error}`)
  },
}
