// A response of AWS that was corrupted on its way: an SDK client reads its bytes as it would real ones.
import { corruptBase64, corruptBytes, type Corruption } from '#faults'
import type { JsonObject } from '#base'
import type { WireResponse } from './wire.ts'

/** What is streamed, such as an object's content, is corrupted before it is a stream. */
export const corruptStreamed = (output: JsonObject, how: Corruption): JsonObject =>
  typeof output['Body'] === 'string' ? { ...output, Body: corruptBase64(output['Body'], how) } : output

export const corruptResponse = (response: WireResponse, how: Corruption): WireResponse =>
  response.body instanceof Uint8Array ? { ...response, body: corruptBytes(response.body, how) } : response
