// Plain JSON as a template's text, printed from a tree. Text that any YAML, old or new, could take for something else
// is quoted; intrinsics that have a short form get it. What is printed reads back the same.
import { Document, Pair, Scalar, type ScalarTag, type Tags, YAMLMap, YAMLSeq } from 'yaml'
import type { Json, JsonObject } from '#base'

const STRING_TAG = 'tag:yaml.org,2002:str'

/** Begins with what starts no number, date or sign, and holds nothing that ends a plain text. */
const PLAIN = /^(?:[A-Za-z_/])(?:[\w./@=()+*?${}~;-]|:(?=[\w/:])| (?=[\w/(*?${]))*$/
/** Words that YAML 1.1 or 1.2 reads as something else. */
const WORDS = new Set(['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null', 'none', 'nan', 'inf', 'undefined'])
/** JSON leaves these as they are; to YAML they are line breaks or not allowed. It escapes lone surrogates itself. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g

const isPlain = (text: string): boolean => PLAIN.test(text) && !WORDS.has(text.toLowerCase())

const isBlock = (text: string): boolean =>
  text.length > 1 &&
  text.slice(0, -1).includes('\n') &&
  /^[!-~]/.test(text) &&
  !/[^\n\u0020-\u007e\u00a0-\u2027\u2030-\ud7ff\ue000-\ufefe\uff00-\ufffd]/.test(text) &&
  !/ \n| $|^(?:---|\.\.\.)/m.test(text) &&
  !text.endsWith('\n\n')

const quote = (text: string): string => JSON.stringify(text).replace(UNPRINTABLE, escapeUnit)

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

/** One line each, as it is; `-` where no line break ends it. */
const block = (text: string, indent: string): string =>
  `|${text.endsWith('\n') ? '' : '-'}\n${indent}${text.replace(/\n$/, '').replace(/\n+/g, (breaks) => breaks + indent)}`

const stringTag: ScalarTag = {
  identify: (value) => typeof value === 'string',
  default: true,
  tag: STRING_TAG,
  resolve: (text) => text,
  stringify(item, context) {
    const text = String(item.value)
    if (isPlain(text)) return text
    return !context.implicitKey && !context.inFlow && isBlock(text) ? block(text, context.indent) : quote(text)
  },
}

const customTags = (tags: Tags): Tags =>
  tags.map((tag) => (typeof tag === 'object' && 'tag' in tag && tag.tag === STRING_TAG ? stringTag : tag))

const LISTS = new Set(['Join', 'Select', 'Split', 'If', 'Equals', 'And', 'Or', 'Not', 'FindInMap', 'Cidr', 'Sub'])
const TEXTS = new Set(['Sub', 'ImportValue', 'Base64', 'GetAZs'])

const tagged = (tag: string, node: Scalar | YAMLSeq): Scalar | YAMLSeq => {
  node.tag = tag
  return node
}

/** The short form of `{ Ref: X }` and its like, where it reads back the same. */
function shortForm(object: JsonObject): Scalar | YAMLSeq | undefined {
  const [key, ...more] = Object.keys(object)
  if (key === undefined || more.length > 0) return undefined
  const value = object[key] as Json
  if (key === 'Ref') return typeof value === 'string' ? tagged('!Ref', new Scalar(value)) : undefined
  if (!key.startsWith('Fn::')) return undefined
  const name = key.slice(4)
  if (name === 'GetAtt') {
    if (!Array.isArray(value) || value.length !== 2) return undefined
    const [id, attribute] = value as readonly Json[]
    if (typeof id !== 'string' || typeof attribute !== 'string' || id.includes('.')) return undefined
    return tagged('!GetAtt', new Scalar(`${id}.${attribute}`))
  }
  if (typeof value === 'string') return TEXTS.has(name) ? tagged(`!${name}`, new Scalar(value)) : undefined
  return Array.isArray(value) && LISTS.has(name) ? tagged(`!${name}`, toSeq(value)) : undefined
}

function toSeq(items: readonly Json[]): YAMLSeq {
  const seq = new YAMLSeq()
  seq.items = items.map(toNode)
  return seq
}

const isPlace = (keys: readonly string[]): boolean => keys.length === 2 && keys[0] === 'x' && keys[1] === 'y'

function toNode(value: Json): Scalar | YAMLSeq | YAMLMap {
  if (value === null || typeof value !== 'object') return new Scalar(value)
  if (Array.isArray(value)) return toSeq(value)
  const object = value as JsonObject
  const short = shortForm(object)
  if (short) return short
  const map = new YAMLMap()
  const keys = Object.keys(object)
  map.flow = isPlace(keys)
  map.items = keys.map((key) => new Pair(new Scalar(key), toNode(object[key] as Json)))
  return map
}

export function writeYaml(value: JsonObject, comment = ''): string {
  const document = new Document(null, { schema: 'core', customTags })
  document.contents = toNode(value)
  if (comment !== '') document.commentBefore = ` ${comment}`
  return document.toString({ lineWidth: 0, flowCollectionPadding: true, nullStr: 'null', indentSeq: true })
}
