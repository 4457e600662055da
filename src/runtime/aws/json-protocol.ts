// AWS JSON 1.0 and 1.1: the operation in x-amz-target, input and output as they are. SQS, EventBridge, DynamoDB,
// Kinesis, SSM and Secrets Manager speak it.
import type { JsonObject } from '#base'
import { bodyText, type WireProtocol, wireResponse } from './wire.ts'

export interface JsonProtocolOptions {
  readonly version: '1.0' | '1.1'
  /** Stands before an error's name, such as `com.amazonaws.sqs`. */
  readonly namespace: string
  /** Codes of the query protocol that a service names for old clients, by the error's name. */
  readonly queryCodes?: Readonly<Record<string, string>>
}

const FIRST_SERVER_STATUS = 500

export function jsonProtocol({ version, namespace, queryCodes }: JsonProtocolOptions): WireProtocol {
  const contentType = `application/x-amz-json-${version}`
  const names = new Map(Object.entries(queryCodes ?? {}).map(([name, code]) => [code, name]))
  return {
    read: ({ body }) => JSON.parse(bodyText(body) || '{}') as JsonObject,
    respond: (_operation, output) => wireResponse(200, { 'content-type': contentType }, JSON.stringify(output)),
    refuse(_operation, { status, code, message, members }) {
      const name = names.get(code) ?? code
      const headers: Record<string, string> = { 'content-type': contentType }
      if (queryCodes) {
        const fault = status < FIRST_SERVER_STATUS ? 'Sender' : 'Receiver'
        headers['x-amzn-query-error'] = `${queryCodes[name] ?? name};${fault}`
      }
      return wireResponse(status, headers, JSON.stringify({ ...members, __type: `${namespace}#${name}`, message }))
    },
  }
}
