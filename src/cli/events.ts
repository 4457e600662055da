// Event files: what is to be sent to which node, and when.
import { failure, type Json, type JsonObject, MICROSECONDS_PER_MS, type Result, success } from '#base'
import {
  readBucketInput,
  readEventText,
  readPublishInput,
  readRequestInput,
  readStreamInput,
  readTableInput,
} from '#nodes/models'
import { findNodeByName, type Workflow, type WorkflowNode } from '#workflow'
import type { HandSentEvent, HttpRequest, PlannedInput } from '#workers/protocol'
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { EventArgument } from './arguments.ts'

const isObject = (value: Json): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

function httpRequest(value: Json, where: string): Result<HttpRequest, string> {
  if (!isObject(value))
    return failure(`${where}: an event for an http-api is { "method", "path", "headers"?, "body"? }.`)
  const { method, path, headers = {} } = value
  if (typeof method !== 'string' || !/^[A-Z]+$/.test(method))
    return failure(`${where}: "method" is to be a word such as POST.`)
  if (typeof path !== 'string' || !path.startsWith('/')) return failure(`${where}: "path" is to begin with a slash.`)
  if (!isObject(headers)) return failure(`${where}: "headers" is to be an object.`)
  const request = readRequestInput(value)
  return request ? success(request) : failure(`${where}: it is no request.`)
}

function eventFor(node: WorkflowNode, value: Json, where: string): Result<HandSentEvent, string> {
  switch (node.kind) {
    case 'http-api':
    case 'service': {
      const request = httpRequest(value, where)
      return request.ok ? success({ kind: node.kind, request: request.value }) : request
    }
    case 'queue':
      return success({ kind: 'queue', body: textOf(value) })
    case 'topic':
      return success({ kind: 'topic', ...readPublishInput(value) })
    case 'event-bus': {
      const event = JSON.stringify(value)
      const read = readEventText(event)
      return read.ok ? success({ kind: 'event-bus', event }) : failure(`${where}: ${read.error.message}`)
    }
    case 'bucket': {
      const input = readBucketInput(value)
      const form = '{ "key", "body", "contentType"?, "metadata"?, "encoding"?: "base64" } or { "key", "delete": true }'
      return input ? success({ kind: 'bucket', ...input }) : failure(`${where}: an object for a bucket is ${form}.`)
    }
    case 'stream': {
      const record = readStreamInput(value)
      const form = '{ "partitionKey", "data": text or JSON, "encoding"?: "base64" }'
      return record ? success({ kind: 'stream', ...record }) : failure(`${where}: a record for a stream is ${form}.`)
    }
    case 'table': {
      const item = JSON.stringify(value)
      const form = 'an item, as plain JSON or as DynamoDB’s, or { "Key": … } to delete one'
      return readTableInput(item) ? success({ kind: 'table', item }) : failure(`${where}: for a table give ${form}.`)
    }
    case 'function':
      return success({ kind: 'function', payload: JSON.stringify(value), mode: 'async' })
    case 'schedule':
    case 'client':
      return success({ kind: node.kind })
  }
}

interface TimedValue {
  readonly atMs: number
  readonly value: Json
  readonly where: string
}

function parseJson(text: string, where: string): Result<Json, string> {
  try {
    return success(JSON.parse(text) as Json)
  } catch (error) {
    return failure(`${where} is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function readLine(line: string, where: string): Result<TimedValue, string> {
  const parsed = parseJson(line, where)
  if (!parsed.ok) return parsed
  if (!isObject(parsed.value) || !('event' in parsed.value))
    return failure(`${where} is to be { "atMs": …, "event": … }.`)
  const { atMs = 0, event = null } = parsed.value
  if (typeof atMs !== 'number' || !(atMs >= 0) || !Number.isFinite(atMs))
    return failure(`${where}: "atMs" is to be a number of milliseconds from 0 on.`)
  return success({ atMs, value: event, where })
}

async function readValues(file: string): Promise<Result<readonly TimedValue[], string>> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    return failure(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (extname(file) !== '.ndjson') {
    const parsed = parseJson(text, file)
    return parsed.ok ? success([{ atMs: 0, value: parsed.value, where: file }]) : parsed
  }
  const values: TimedValue[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const read = readLine(line, `${file}:${index + 1}`)
    if (!read.ok) return read
    values.push(read.value)
  }
  return success(values)
}

/** In the order of the arguments; the kernel sorts by time and keeps that order where times are equal. */
export async function readEventFiles(
  workflow: Workflow,
  events: readonly EventArgument[],
): Promise<Result<readonly PlannedInput[], string>> {
  const inputs: PlannedInput[] = []
  for (const { node: name, file } of events) {
    const found = findNodeByName(workflow, name)
    if (!found) {
      const names = Object.values(workflow.nodes).map((node) => node.name)
      return failure(`There is no node "${name}"; there are ${names.sort().join(', ') || 'none'}.`)
    }
    const values = await readValues(file)
    if (!values.ok) return values
    for (const { atMs, value, where } of values.value) {
      const event = eventFor(found.node, value, where)
      if (!event.ok) return event
      inputs.push({
        atUs: Math.round(atMs * MICROSECONDS_PER_MS),
        input: { type: 'event', node: found.id, event: event.value },
      })
    }
  }
  return success(inputs)
}
