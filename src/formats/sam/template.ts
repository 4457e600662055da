// A template as JSON, and the words in it that more than one file here needs.
import type { Json, JsonObject } from '#base'

export const TRANSFORM = 'AWS::Serverless-2016-10-31'
export const FORMAT_VERSION = '2010-09-09'

export const SERVERLESS_FUNCTION = 'AWS::Serverless::Function'
export const LAMBDA_FUNCTION = 'AWS::Lambda::Function'
export const HTTP_API = 'AWS::Serverless::HttpApi'
export const REST_API = 'AWS::Serverless::Api'
export const V2_API = 'AWS::ApiGatewayV2::Api'
export const V2_ROUTE = 'AWS::ApiGatewayV2::Route'
export const V2_INTEGRATION = 'AWS::ApiGatewayV2::Integration'
export const QUEUE = 'AWS::SQS::Queue'
export const QUEUE_POLICY = 'AWS::SQS::QueuePolicy'
export const TOPIC = 'AWS::SNS::Topic'
export const TOPIC_POLICY = 'AWS::SNS::TopicPolicy'
export const SUBSCRIPTION = 'AWS::SNS::Subscription'
export const STREAM = 'AWS::Kinesis::Stream'
export const TABLE = 'AWS::DynamoDB::Table'
export const SIMPLE_TABLE = 'AWS::Serverless::SimpleTable'
export const EVENT_BUS = 'AWS::Events::EventBus'
export const RULE = 'AWS::Events::Rule'
export const BUCKET = 'AWS::S3::Bucket'
export const SCHEDULE = 'AWS::Scheduler::Schedule'
export const EVENT_SOURCE_MAPPING = 'AWS::Lambda::EventSourceMapping'
export const PERMISSION = 'AWS::Lambda::Permission'

/** The APIs that SAM makes for events that name none. */
export const IMPLICIT_HTTP_API = 'ServerlessHttpApi'
export const IMPLICIT_REST_API = 'ServerlessRestApi'

/** What stands beside a resource's properties. */
export const ATTRIBUTES: ReadonlySet<string> = new Set([
  'Type',
  'Properties',
  'Condition',
  'DependsOn',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'UpdatePolicy',
  'CreationPolicy',
  'Metadata',
  'Connectors',
  'IgnoreGlobals',
])

export interface Template {
  readonly sections: JsonObject
  readonly resources: Readonly<Record<string, Json>>
}

export interface Resource {
  readonly id: string
  readonly type: string
  readonly properties: JsonObject
  /** All of it. */
  readonly body: JsonObject
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** An own property: what every object inherits is none. */
export const get = (object: Json | undefined, key: string): Json | undefined =>
  isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined

export const asObject = (value: Json | undefined): JsonObject => (isObject(value) ? value : {})

export const listOf = (value: Json | undefined): readonly Json[] =>
  value === undefined || value === null ? [] : isList(value) ? value : [value]

export const isEmpty = (object: object): boolean => Object.keys(object).length === 0

/** Without the keys given. */
export const omit = (object: JsonObject, keys: ReadonlySet<string>): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !keys.has(key)))

export function readResource(id: string, body: Json | undefined): Resource | undefined {
  const type = get(body, 'Type')
  return isObject(body) && typeof type === 'string'
    ? { id, type: type.trim(), properties: asObject(get(body, 'Properties')), body }
    : undefined
}

/** Equal as JSON, numbers and flags equal to their texts: a template's scalars are text to CloudFormation. */
export function sameValue(a: Json | undefined, b: Json | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, index) => sameValue(item, b[index]))
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a)
    return keys.length === Object.keys(b).length && keys.every((key) => sameValue(a[key], get(b, key)))
  }
  if (typeof a === 'object' || typeof b === 'object') return a === b
  return String(a) === String(b)
}
