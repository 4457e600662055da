// AWS Query: the operation and its input as the fields of a form, output and errors as XML. SNS speaks it.
import type { Json, JsonObject } from '#base'
import { host } from '../realm/host-globals.ts'
import { bodyText, type WireProtocol, wireResponse } from './wire.ts'
import { escapeXml, tag } from './xml.ts'

export interface QueryProtocolOptions {
  /** Of the XML, such as `http://sns.amazonaws.com/doc/2010-03-31/`. */
  readonly namespace: string
  /** Members of outputs that are maps: they are written as entries. */
  readonly maps: readonly string[]
}

type Tree = Map<string, Tree | string>

const FIRST_SERVER_STATUS = 500
const HEADERS = { 'content-type': 'text/xml' }

/** `A.member.2.B=c`: one field as a path into a tree. */
function addField(tree: Tree, name: string, value: string): void {
  const steps = name.split('.')
  const last = steps.pop() as string
  let at = tree
  for (const step of steps) {
    const known = at.get(step)
    const below: Tree = known instanceof Map ? known : new Map()
    at.set(step, below)
    at = below
  }
  at.set(last, value)
}

const byNumber = (tree: Tree): (Tree | string)[] =>
  [...tree].sort(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value)

/** Lists stand below `member`, maps below `entry` with a name and a value each. */
function valueOf(tree: Tree | string): Json {
  if (typeof tree === 'string') return tree
  const member = tree.get('member')
  if (member instanceof Map && tree.size === 1) return byNumber(member).map(valueOf)
  const entry = tree.get('entry')
  if (entry instanceof Map && tree.size === 1) {
    return Object.fromEntries(
      byNumber(entry).flatMap((one) => {
        if (typeof one === 'string') return []
        const key = one.get('Name') ?? one.get('key')
        return typeof key === 'string' ? [[key, valueOf(one.get('Value') ?? one.get('value') ?? '')] as const] : []
      }),
    )
  }
  return Object.fromEntries([...tree].map(([key, value]) => [key, valueOf(value)]))
}

function readForm(text: string): JsonObject {
  const tree: Tree = new Map()
  for (const [name, value] of new host.URLSearchParams(text)) addField(tree, name, value)
  tree.delete('Action')
  tree.delete('Version')
  return Object.fromEntries([...tree].map(([key, value]) => [key, valueOf(value)]))
}

function xmlOf(name: string, value: Json, maps: readonly string[]): string {
  if (Array.isArray(value)) return tag(name, value.map((one) => xmlOf('member', one, maps)).join(''))
  if (value === null || typeof value !== 'object') return tag(name, escapeXml(String(value)))
  const members = Object.entries(value as JsonObject)
  if (maps.includes(name))
    return tag(
      name,
      members.map(([key, one]) => tag('entry', tag('key', escapeXml(key)) + xmlOf('value', one, maps))).join(''),
    )
  return tag(name, members.map(([key, one]) => xmlOf(key, one, maps)).join(''))
}

export function queryProtocol({ namespace, maps }: QueryProtocolOptions): WireProtocol {
  const root = (name: string, inner: string): string => `<${name} xmlns="${namespace}">${inner}</${name}>`
  return {
    read: ({ body }) => readForm(bodyText(body)),
    respond: (operation, output) =>
      wireResponse(200, HEADERS, root(`${operation}Response`, xmlOf(`${operation}Result`, output, maps))),
    refuse(_operation, { status, code, message }) {
      const type = status < FIRST_SERVER_STATUS ? 'Sender' : 'Receiver'
      const error = tag('Error', tag('Type', type) + tag('Code', escapeXml(code)) + tag('Message', escapeXml(message)))
      return wireResponse(status, HEADERS, root('ErrorResponse', error))
    },
  }
}
