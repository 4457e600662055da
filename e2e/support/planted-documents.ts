// Documents with hostile strings wherever a string may stand: in every setting and every key that somebody chooses, in
// names of files and in notes, and in what handlers log, throw and answer. Which fields there are is asked of the document
// itself: what still opens with the string in it is such a field.
import type { Json, JsonObject } from '#base'
import { NODE_KINDS } from '#nodes/models'
import { readWorkflow, serializeWorkflow } from '#workflow'

interface Planted {
  readonly text: string
  /** Fields that hold a hostile string. */
  readonly fields: number
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A field that wants more than a text gets what it wants, and the string behind it. */
const FORMS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `/${text}`,
  (text) => `https://x/${text.replaceAll(/\s/g, '')}`,
  (text) => JSON.stringify({ key: [text] }),
]

const EDGES: readonly (readonly [from: string, port: string, to: string, port: string])[] = [
  ['client', 'call', 'function', 'invoke'],
  ['http-api', 'route', 'function', 'invoke'],
  ['schedule', 'fire', 'function', 'invoke'],
  ['queue', 'consume', 'function', 'invoke'],
  ['function', 'call', 'service', 'request'],
  ['topic', 'subscribe', 'queue', 'send'],
  ['event-bus', 'rule', 'queue', 'send'],
]

/** Reads as one document: what it would be with its defaults filled in. */
const shell = (parts: JsonObject): JsonObject => ({
  format: 'faaslab',
  version: 1,
  name: 'Planted',
  profile: 'aws',
  nodes: {},
  edges: {},
  files: {},
  notes: {},
  scenario: { startAt: '2026-01-01T00:00:00Z', seed: 1, duration: '20s' },
  ...parts,
})

const opens = (parts: JsonObject): boolean => readWorkflow(shell(parts)).ok

/** `put` tells whether the document still opens; what it says no to is left as it was. */
function plantIn(config: JsonObject, text: string, opensWith: (config: JsonObject) => boolean): [JsonObject, number] {
  let grown = config
  let fields = 0
  const attempt = (wanted: JsonObject): boolean => {
    if (!opensWith(wanted)) return false
    grown = wanted
    fields += 1
    return true
  }
  const at = (path: readonly string[], value: Json): JsonObject => replaced(grown, path, value)
  const visit = (value: Json, path: readonly string[]): void => {
    if (typeof value === 'string') FORMS.some((form) => attempt(at(path, form(text))))
    if (!isObject(value)) return
    for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key])
    attempt(at([...path, text], text))
  }
  visit(config, [])
  return [grown, fields]
}

function replaced(object: JsonObject, [key, ...rest]: readonly string[], value: Json): JsonObject {
  if (key === undefined) return object
  const inner = object[key]
  return { ...object, [key]: rest.length === 0 ? value : replaced(isObject(inner) ? inner : {}, rest, value) }
}

function partsFor(text: string, number: number) {
  const nodes: Record<string, Json> = {}
  const edges: Record<string, Json> = {}
  const files: Record<string, Json> = {}
  let fields = 0
  const id = (kind: string): string => `${kind.replaceAll('-', '')}${number}`
  for (const [row, kind] of NODE_KINDS.entries()) {
    const position = { x: (number % 20) * 260, y: row * 120 + Math.floor(number / 20) * 1500 }
    const whole = withDefaults({ nodes: { n: { kind, name: id(kind), position, config: {} } } }, 'nodes')
    const [planted, found] = plantIn(whole, text, (wanted) => opens({ nodes: { n: wanted } }))
    nodes[id(kind)] = { ...planted, kind, name: id(kind) }
    fields += found
  }
  for (const [from, port, to, arrives] of EDGES) {
    const ends = { from: { node: id(from), port }, to: { node: id(to), port: arrives } }
    const both = { [id(from)]: nodes[id(from)] as Json, [id(to)]: nodes[id(to)] as Json }
    const whole = withDefaults({ nodes: both, edges: { e: { ...ends, config: {} } } }, 'edges')
    const [planted, found] = plantIn(whole, text, (wanted) => opens({ nodes: both, edges: { e: wanted } }))
    edges[`${id(from)}${to}`] = { ...planted, ...ends }
    fields += found
  }
  for (const path of [text, `code${number}/${text}.txt`]) {
    if (!opens({ files: { [path]: text } })) continue
    files[path] = text
    fields += 1
  }
  return { nodes, edges, files, fields }
}

/** The only node or edge of a document, as reading it fills it in. */
function withDefaults(parts: JsonObject, section: 'nodes' | 'edges'): JsonObject {
  const read = readWorkflow(shell(parts))
  if (!read.ok) throw new Error(`a plain document does not open: ${JSON.stringify(read.error)}`)
  const [found] = Object.values(JSON.parse(serializeWorkflow(read.value))[section] as Record<string, JsonObject>)
  return { ...found, kept: {} }
}

function documentOf(parts: JsonObject): string {
  const read = readWorkflow(shell(parts))
  if (!read.ok) throw new Error(`the planted document does not open: ${JSON.stringify(read.error)}`)
  return serializeWorkflow(read.value)
}

/** One document for all of the strings, each in every field that takes it. */
export function plantedDocument(strings: readonly string[], firstNumber: number): Planted {
  const all = strings.map((text, index) => partsFor(text, firstNumber + index))
  const merged = (part: 'nodes' | 'edges' | 'files'): JsonObject => Object.assign({}, ...all.map((one) => one[part]))
  const note = (text: string, index: number) => [`m${index}`, { text, position: { x: index * 220, y: -700 } }] as const
  const text = documentOf({
    nodes: merged('nodes'),
    edges: merged('edges'),
    files: merged('files'),
    notes: Object.fromEntries(strings.map(note)),
    kept: { sam: { Metadata: Object.fromEntries(strings.map((one) => [one, one])) } },
    name: strings[0] ?? '',
  })
  return { text, fields: all.reduce((sum, one) => sum + one.fields, 0) }
}

/** It says the string in every way that a handler has. */
const handlerOf = (text: string): string => `const text = ${JSON.stringify(text)}
export const handler = async (event) => {
  console.log(text)
  console.error({ [text]: text })
  console.warn('%s', text)
  await fetch(process.env.SERVICE_URL + '/' + text, { method: 'POST', body: text }).catch((error) => console.log(error))
  const error = new Error(text)
  error.name = text
  throw error
}
`

/** Functions that say the strings when they run: in their lines, their calls, their errors, and in what they are sent. */
export function talkingDocument(strings: readonly string[]): string {
  const nodes: Record<string, Json> = {}
  const edges: Record<string, Json> = {}
  const files: Record<string, Json> = {}
  for (const [number, text] of strings.entries()) {
    const node = (kind: string, row: number, config: JsonObject): void => {
      const name = `${kind}${number}`
      nodes[name] = { kind, name, position: { x: row * 360, y: number * 120 }, config }
    }
    const headers = { [text]: text }
    node('client', 0, { arrivals: { shape: 'single', atMs: number * 10 }, body: text, headers })
    node('function', 1, { codeUri: `code${number}`, environment: { SAID: text } })
    node('service', 2, { body: text, headers })
    files[`code${number}/index.mjs`] = handlerOf(text)
    edges[`asks${number}`] = {
      from: { node: `client${number}`, port: 'call' },
      to: { node: `function${number}`, port: 'invoke' },
      config: { policies: [{ type: 'retry', maxAttempts: 2 }] },
    }
    edges[`calls${number}`] = {
      from: { node: `function${number}`, port: 'call' },
      to: { node: `service${number}`, port: 'request' },
      config: { env: 'SERVICE_URL', policies: [{ type: 'circuit-breaker' }] },
    }
  }
  return documentOf({ nodes, edges, files, name: 'Talking' })
}
