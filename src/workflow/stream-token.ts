// What a stream gives to find a place in it again: opaque to handlers, but it says whose it is, since a call that brings it
// may name no stream.
import { base64OfBytes, bytesOfBase64, type Json, utf8Bytes } from '#base'

export interface StreamToken {
  readonly stream: string
  readonly rest: readonly Json[]
}

export const streamToken = (stream: string, rest: readonly Json[]): string =>
  base64OfBytes(utf8Bytes(JSON.stringify([encodeURIComponent(stream), ...rest])))

/** Undefined: it is no such token. */
export function readStreamToken(token: string): StreamToken | undefined {
  try {
    const parsed = JSON.parse(String.fromCharCode(...bytesOfBase64(token))) as Json
    const [stream, ...rest] = Array.isArray(parsed) ? (parsed as readonly Json[]) : []
    return typeof stream === 'string' ? { stream: decodeURIComponent(stream), rest } : undefined
  } catch {
    return undefined
  }
}
