// CloudFormation's intrinsic functions, as far as they follow from the template alone: parameters at their defaults,
// pseudo parameters of one made-up account, conditions. What a resource will be called is guessed from its logical id.
import { type Json, type JsonObject, keysInOrder } from '#base'
import { ACCOUNT_ID, bucketArn, functionArn, queueArn, queueUrl, REGION, streamArn, topicArn } from '#workflow'
import { MAXIMUM_RESOLVED_CHARACTERS } from '../limits.ts'
import {
  asObject,
  BUCKET,
  get,
  isList,
  isObject,
  LAMBDA_FUNCTION,
  QUEUE,
  STREAM,
  TOPIC,
  readResource,
  SERVERLESS_FUNCTION,
  type Template,
} from './template.ts'

export interface Reference {
  /** A logical id; may be a parameter's. */
  readonly id: string
  readonly attribute?: string
}

export interface Resolver {
  /** The value, if it follows from the template; undefined when not. AWS::NoValue is undefined too. */
  resolve(value: Json | undefined): Json | undefined
  /** Every resource that the value speaks of, in its order. */
  references(value: Json | undefined): readonly Reference[]
  typeOf(id: string): string | undefined
}

const STACK_NAME = 'stack'

const PSEUDO: Readonly<Record<string, Json>> = {
  'AWS::AccountId': ACCOUNT_ID,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': STACK_NAME,
  'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT_ID}:stack/${STACK_NAME}`,
  'AWS::NotificationARNs': [],
}

/** `${Name}` and `${Name.Attribute}`, but not `${!Literal}`. */
const SUB = /\$\{(!?)([^{}]*)\}/g

/** The one key of an intrinsic function; undefined for anything else. */
export function intrinsicKey(value: Json | undefined): string | undefined {
  if (!isObject(value)) return undefined
  const keys = Object.keys(value)
  const key = keys[0]
  return keys.length === 1 && key !== undefined && (key === 'Ref' || key === 'Condition' || key.startsWith('Fn::'))
    ? key
    : undefined
}

/** `['Queue', 'Arn']` or `Queue.Arn`. */
function readGetAtt(argument: Json | undefined): Reference | undefined {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.')
    return dot === -1 ? { id: argument } : { id: argument.slice(0, dot), attribute: argument.slice(dot + 1) }
  }
  if (!isList(argument) || typeof argument[0] !== 'string') return undefined
  const attribute = argument[1]
  return typeof attribute === 'string' ? { id: argument[0], attribute } : { id: argument[0] }
}

/** `Function.Alias` and `Function.Version` are SAM's names for parts of the function. */
const ownerOf = (id: string): string => id.split('.')[0] as string

export function createResolver(template: Template): Resolver {
  const parameters = asObject(template.sections['Parameters'])
  const conditions = asObject(template.sections['Conditions'])
  const mappings = asObject(template.sections['Mappings'])
  const openConditions = new Set<string>()

  const typeOf = (id: string): string | undefined =>
    Object.hasOwn(template.resources, id) ? readResource(id, template.resources[id])?.type : undefined

  function parameter(id: string): Json | undefined {
    const declared = asObject(get(parameters, id))
    const type = get(declared, 'Type')
    const value = get(declared, 'Default')
    if (value === undefined || (typeof type === 'string' && type.startsWith('AWS::SSM::'))) return undefined
    if (typeof type === 'string' && /^(?:CommaDelimitedList|List<)/.test(type) && typeof value === 'string') {
      return value.split(',').map((part) => part.trim())
    }
    return value
  }

  /** What `Ref` will give, as far as anybody can know it here. */
  function resourceName(id: string): Json | undefined {
    const type = typeOf(id)
    if (type === undefined) return undefined
    if (type === TOPIC) return topicArn(id)
    return type === QUEUE ? queueUrl(id) : id
  }

  function attribute(id: string, name: string): Json | undefined {
    const type = typeOf(id)
    if (type === undefined) return undefined
    if (name === 'QueueName' || name === 'TopicName') return id
    if (name === 'TopicArn') return topicArn(id)
    if (name === 'QueueUrl') return queueUrl(id)
    if (name !== 'Arn') return undefined
    if (type === QUEUE) return queueArn(id)
    if (type === STREAM) return streamArn(id)
    if (type === BUCKET) return bucketArn(id)
    if (type === SERVERLESS_FUNCTION || type === LAMBDA_FUNCTION) return functionArn(id)
    const service = (type.split('::')[1] ?? 'aws').toLowerCase()
    return `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${id}`
  }

  function ref(id: string): Json | undefined {
    if (Object.hasOwn(PSEUDO, id)) return PSEUDO[id]
    if (get(parameters, id) !== undefined) return parameter(id)
    return resourceName(ownerOf(id))
  }

  function text(value: Json | undefined): string | undefined {
    const plain = resolve(value)
    return plain === undefined || plain === null || typeof plain === 'object' ? undefined : String(plain)
  }

  const short = (made: string): string | undefined => (made.length > MAXIMUM_RESOLVED_CHARACTERS ? undefined : made)

  function sub(argument: Json | undefined): string | undefined {
    const template = isList(argument) ? argument[0] : argument
    if (typeof template !== 'string' || template.length > MAXIMUM_RESOLVED_CHARACTERS) return undefined
    const variables = isList(argument) ? asObject(argument[1]) : {}
    const values = new Map<string, string | undefined>()
    let known = true
    let length = 0
    const made = template.replace(SUB, (whole, literal: string, inner: string) => {
      const name = inner.trim()
      if (literal === '!') return `\${${inner}}`
      if (!values.has(name)) values.set(name, text(get(variables, name) ?? subReference(name)))
      const value = values.get(name)
      if (value === undefined) known = false
      length += value?.length ?? 0
      return length > MAXIMUM_RESOLVED_CHARACTERS ? '' : (value ?? whole)
    })
    return known && length <= MAXIMUM_RESOLVED_CHARACTERS ? short(made) : undefined
  }

  function condition(name: string): boolean | undefined {
    if (openConditions.has(name)) return undefined
    openConditions.add(name)
    const value = truth(get(conditions, name))
    openConditions.delete(name)
    return value
  }

  function truth(value: Json | undefined): boolean | undefined {
    const key = intrinsicKey(value)
    const argument = key === undefined ? undefined : get(value, key)
    const items = isList(argument) ? argument : []
    if (key === 'Condition') return typeof argument === 'string' ? condition(argument) : undefined
    if (key === 'Fn::Equals') {
      const [a, b] = [resolve(items[0]), resolve(items[1])]
      return a === undefined || b === undefined
        ? undefined
        : JSON.stringify(a) === JSON.stringify(b) || String(a) === String(b)
    }
    if (key === 'Fn::Not') {
      const inner = truth(items[0])
      return inner === undefined ? undefined : !inner
    }
    if (key !== 'Fn::And' && key !== 'Fn::Or') return undefined
    const values = items.map(truth)
    const decisive = key === 'Fn::Or'
    if (values.includes(decisive)) return decisive
    return values.includes(undefined) ? undefined : !decisive
  }

  function select(items: readonly Json[]): Json | undefined {
    const index = Number(text(items[0]))
    const list = resolve(items[1])
    return isList(list) && Number.isSafeInteger(index) && index >= 0 ? resolve(list[index]) : undefined
  }

  function join(items: readonly Json[]): string | undefined {
    const separator = text(items[0])
    const list = resolve(items[1])
    if (separator === undefined || !isList(list)) return undefined
    const parts = list.map(text)
    return parts.some((part) => part === undefined) ? undefined : short(parts.join(separator))
  }

  function call(key: string, argument: Json | undefined): Json | undefined {
    const items = isList(argument) ? argument : []
    switch (key) {
      case 'Ref':
        return typeof argument === 'string' ? ref(argument) : undefined
      case 'Fn::GetAtt': {
        const found = readGetAtt(argument)
        return found?.attribute === undefined ? undefined : attribute(ownerOf(found.id), found.attribute)
      }
      case 'Fn::Sub':
        return sub(argument)
      case 'Fn::Join':
        return join(items)
      case 'Fn::Select':
        return select(items)
      case 'Fn::Split': {
        const [separator, whole] = [text(items[0]), text(items[1])]
        return separator === undefined || separator === '' || whole === undefined ? undefined : whole.split(separator)
      }
      case 'Fn::If': {
        const chosen = typeof items[0] === 'string' ? condition(items[0]) : undefined
        return chosen === undefined ? undefined : resolve(items[chosen ? 1 : 2])
      }
      case 'Fn::FindInMap': {
        const [map, top, second] = [text(items[0]), text(items[1]), text(items[2])]
        if (map === undefined || top === undefined || second === undefined) return undefined
        return get(get(get(mappings, map), top), second) ?? resolve(get(items[3], 'DefaultValue'))
      }
      case 'Fn::Equals':
      case 'Fn::Not':
      case 'Fn::And':
      case 'Fn::Or':
        return truth({ [key]: argument ?? null })
      default:
        return undefined
    }
  }

  function resolve(value: Json | undefined): Json | undefined {
    if (value === undefined || value === null || typeof value !== 'object') return value
    const key = intrinsicKey(value)
    if (key !== undefined) return call(key, get(value, key))
    if (isList(value)) {
      const items: Json[] = []
      for (const item of value) {
        const resolved = resolve(item)
        if (resolved !== undefined) items.push(resolved)
        else if (!isNoValue(item)) return undefined
      }
      return items
    }
    const made: Record<string, Json> = {}
    for (const [name, item] of Object.entries(value as JsonObject)) {
      const resolved = resolve(item)
      if (resolved !== undefined) made[name] = resolved
      else if (!isNoValue(item)) return undefined
    }
    return made
  }

  /** Is it AWS::NoValue, or a choice that comes to it? */
  function isNoValue(value: Json): boolean {
    const key = intrinsicKey(value)
    if (key === 'Ref') return get(value, key) === 'AWS::NoValue'
    if (key !== 'Fn::If') return false
    const items = get(value, key)
    if (!isList(items) || typeof items[0] !== 'string') return false
    const chosen = condition(items[0])
    return chosen !== undefined && isNoValue(items[chosen ? 1 : 2] ?? null)
  }

  function references(value: Json | undefined): readonly Reference[] {
    const found: Reference[] = []
    visitReferences(value, (reference) => {
      const id = ownerOf(reference.id)
      if (Object.hasOwn(template.resources, id) || get(parameters, id) === undefined) found.push({ ...reference, id })
    })
    return found
  }

  return { resolve, references, typeOf }
}

/** What `${Name}` stands for, as the intrinsic it abbreviates. */
const subReference = (name: string): Json =>
  name.includes('.') && !name.startsWith('AWS::') ? { 'Fn::GetAtt': name } : { Ref: name }

/** Calls back for each logical id (or parameter) that the value refers to. */
export function visitReferences(value: Json | undefined, visit: (reference: Reference) => void): void {
  if (value === undefined || value === null || typeof value !== 'object') return
  if (isList(value)) {
    for (const item of value) visitReferences(item, visit)
    return
  }
  const key = intrinsicKey(value)
  const argument = key === undefined ? undefined : get(value, key)
  if (key === 'Ref' && typeof argument === 'string') {
    if (!argument.startsWith('AWS::')) visit({ id: argument })
    return
  }
  if (key === 'Fn::GetAtt') {
    const found = readGetAtt(argument)
    if (found) visit(found)
    return
  }
  if (key === 'Fn::Sub') visitSub(argument, visit)
  for (const name of keysInOrder(value as JsonObject)) visitReferences((value as JsonObject)[name], visit)
}

function visitSub(argument: Json | undefined, visit: (reference: Reference) => void): void {
  const template = isList(argument) ? argument[0] : argument
  const variables = isList(argument) ? asObject(argument[1]) : {}
  if (typeof template !== 'string') return
  for (const [, literal, inner] of template.matchAll(SUB)) {
    const name = (inner as string).trim()
    if (literal === '!' || name.startsWith('AWS::') || name === '' || Object.hasOwn(variables, name)) continue
    const found = readGetAtt(name)
    if (found) visit(found)
  }
}

/** The value with its references renamed; `DependsOn` is renamed too. */
export function renameReferences(value: Json, names: ReadonlyMap<string, string>): Json {
  if (names.size === 0 || value === null || typeof value !== 'object') return value
  if (isList(value)) return value.map((item) => renameReferences(item, names))
  const rename = (id: string): string => {
    const dot = id.indexOf('.')
    const owner = dot === -1 ? id : id.slice(0, dot)
    return (names.get(owner) ?? owner) + (dot === -1 ? '' : id.slice(dot))
  }
  const renameSub = (text: string, variables: JsonObject): string =>
    text.replace(SUB, (whole, literal: string, inner: string) =>
      literal === '!' || Object.hasOwn(variables, inner.trim()) ? whole : `\${${rename(inner.trim())}}`,
    )
  const key = intrinsicKey(value)
  const argument = key === undefined ? undefined : get(value, key)
  if (key === 'Ref' && typeof argument === 'string') return { Ref: rename(argument) }
  if (key === 'Fn::GetAtt') {
    if (typeof argument === 'string') return { 'Fn::GetAtt': rename(argument) }
    if (isList(argument) && typeof argument[0] === 'string')
      return { 'Fn::GetAtt': [rename(argument[0]), ...argument.slice(1)] }
  }
  if (key === 'Fn::Sub') {
    if (typeof argument === 'string') return { 'Fn::Sub': renameSub(argument, {}) }
    if (isList(argument) && typeof argument[0] === 'string') {
      const variables = asObject(argument[1])
      return {
        'Fn::Sub': [
          renameSub(argument[0], variables),
          ...argument.slice(1).map((item) => renameReferences(item, names)),
        ],
      }
    }
  }
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([name, item]) => {
      if (name !== 'DependsOn') return [name, renameReferences(item, names)]
      if (typeof item === 'string') return [name, rename(item)]
      return [name, isList(item) ? item.map((id) => (typeof id === 'string' ? rename(id) : id)) : item]
    }),
  )
}
