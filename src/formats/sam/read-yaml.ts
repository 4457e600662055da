// A template's text (YAML, or JSON, which is YAML too) as plain JSON. Short intrinsics become the long ones: `!Ref X` is
// { Ref: X }. The tree is walked by hand, so that aliases are counted, prototype keys refused and each refusal has a line.
import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLParseError,
} from 'yaml'
import { failure, type Json, type Result, success, utf8ByteLength } from '#base'
import { FORBIDDEN_KEYS, type SentenceData } from '#workflow'
import {
  MAXIMUM_TEMPLATE_BYTES,
  MAXIMUM_TEMPLATE_DEPTH,
  MAXIMUM_TEMPLATE_LINES,
  MAXIMUM_TEMPLATE_VALUES,
} from '../limits.ts'
import { type FormatNote, type FormatProblem, said } from '../problem.ts'
import type { FormatSentenceCode } from '../sentences/en.ts'
import { repairFlow } from './repair-flow.ts'

export interface YamlReading {
  readonly value: Json
  readonly notes: readonly FormatNote[]
}

type MutableJson = { [key: string]: Json }

/** Thrown inside the walk only, and caught where it began. */
class Refused extends Error {
  readonly code: FormatSentenceCode
  readonly node: Node | undefined
  readonly data: SentenceData
  constructor(code: FormatSentenceCode, node: Node | undefined, data: SentenceData) {
    super(code)
    this.code = code
    this.node = node
    this.data = data
  }
}

/** Further left than YAML 1.2 wants, but it is clear what is meant. */
const isTolerated = (error: YAMLParseError): boolean =>
  error.code === 'BAD_INDENT' && error.message.startsWith('Multi-line')

/** As it stands, or with its brackets moved to the right when that helps. */
function parseLeniently(text: string, lines: LineCounter): Document | undefined {
  const document = parse(text, lines)
  if (!document || document.errors.every(isTolerated)) return document
  const repaired = repairFlow(text)
  const repairedLines = new LineCounter()
  const again = repaired === text ? undefined : parse(repaired, repairedLines)
  if (!again?.errors.every(isTolerated)) return document
  lines.lineStarts = repairedLines.lineStarts
  return again
}

export function readYaml(given: string): Result<YamlReading, readonly FormatProblem[]> {
  const bytes = given.length > MAXIMUM_TEMPLATE_BYTES ? given.length : utf8ByteLength(given)
  if (bytes > MAXIMUM_TEMPLATE_BYTES)
    return failure([said('template-too-large', { bytes, maximum: MAXIMUM_TEMPLATE_BYTES })])
  const tooLong = given.length > MAXIMUM_TEMPLATE_LINES ? given.split('\n', MAXIMUM_TEMPLATE_LINES + 1).length : 0
  if (tooLong > MAXIMUM_TEMPLATE_LINES) return failure([said('template-too-long', { maximum: MAXIMUM_TEMPLATE_LINES })])
  const lines = new LineCounter()
  const tooDeep = depthOfFlow(given)
  if (tooDeep) return failure([said('template-too-deep', { ...tooDeep, maximum: MAXIMUM_TEMPLATE_DEPTH })])
  const document = parseLeniently(given, lines)
  if (!document) return failure([said('template-too-deep', { line: 1, column: 1, maximum: MAXIMUM_TEMPLATE_DEPTH })])
  const errors = document.errors.filter((error) => !isTolerated(error))
  if (errors.length > 0) {
    return failure(
      errors.slice(0, 5).map((error) => {
        const place = lines.linePos(error.pos[0])
        return said('yaml-unreadable', {
          line: place.line,
          column: place.col,
          reason: error.message.split('\n')[0] ?? '',
        })
      }),
    )
  }
  const walk = createWalk(lines)
  try {
    const value = document.contents ? walk.convert(document.contents as Node, 0) : null
    return success({ value, notes: walk.notes })
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const place = lines.linePos(error.node?.range?.[0] ?? 0)
    return failure([said(error.code, { line: place.line, column: place.col, ...error.data })])
  }
}

function parse(text: string, lineCounter: LineCounter): Document | undefined {
  try {
    return parseDocument(text, {
      lineCounter,
      schema: 'core',
      strict: false,
      uniqueKeys: false,
      prettyErrors: false,
      resolveKnownTags: false,
      logLevel: 'silent',
    })
  } catch (error) {
    // The parser goes down one call a level.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** The place where brackets alone nest too deep; a guard before the parser, whose time grows with the square of it. */
function depthOfFlow(text: string): { readonly line: number; readonly column: number } | undefined {
  const most = MAXIMUM_TEMPLATE_DEPTH * 16
  let depth = 0
  let line = 1
  let start = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 0x0a) {
      line += 1
      start = at + 1
    } else if (unit === 0x5b || unit === 0x7b) {
      depth += 1
      if (depth > most) return { line, column: at - start + 1 }
    } else if (unit === 0x5d || unit === 0x7d) depth = Math.max(0, depth - 1)
  }
  return undefined
}

interface Walk {
  readonly notes: FormatNote[]
  convert(node: Node, depth: number): Json
}

function createWalk(lines: LineCounter): Walk {
  const notes: FormatNote[] = []
  const anchors = new Map<string, Node>()
  const open = new Set<Node>()
  let values = 0

  function convert(node: Node, depth: number): Json {
    values += 1
    if (values > MAXIMUM_TEMPLATE_VALUES)
      throw new Refused('template-too-many-values', node, { maximum: MAXIMUM_TEMPLATE_VALUES })
    if (depth > MAXIMUM_TEMPLATE_DEPTH)
      throw new Refused('template-too-deep', node, { maximum: MAXIMUM_TEMPLATE_DEPTH })
    if (isAlias(node)) {
      const target = anchors.get(node.source)
      if (!target || open.has(target)) throw new Refused('yaml-alias', node, { name: node.source })
      return convert(target, depth)
    }
    if ('anchor' in node && typeof node.anchor === 'string') anchors.set(node.anchor, node)
    open.add(node)
    const name = intrinsicName(node.tag)
    const plain = convertPlain(node, name === undefined ? depth : depth + 1)
    open.delete(node)
    return name === undefined ? plain : intrinsic(name, plain)
  }

  function convertPlain(node: Node, depth: number): Json {
    if (isScalar(node)) return convertScalar(node)
    if (isSeq(node)) return node.items.map((item) => (item === null ? null : convert(item as Node, depth + 1)))
    return isMap(node) ? convertMap(node, depth) : null
  }

  function convertMap(map: YAMLMap, depth: number): Json {
    const object: MutableJson = {}
    const merged: MutableJson = {}
    for (const pair of map.items) {
      if (!isPair(pair)) continue
      const key = keyText(pair.key as Node | null)
      const value = pair.value === null || pair.value === undefined ? null : convert(pair.value as Node, depth + 1)
      if (key === '<<' && isScalar(pair.key) && pair.key.type === 'PLAIN' && isMergeable(value)) {
        for (const part of Array.isArray(value) ? [...value].reverse() : [value]) Object.assign(merged, part)
        continue
      }
      if (Object.hasOwn(object, key)) {
        const place = lines.linePos((pair.key as Node | null)?.range?.[0] ?? 0)
        notes.push(said('template-duplicate-key', { key, line: place.line }))
      }
      object[key] = value
    }
    return Object.keys(merged).length === 0 ? object : { ...merged, ...object }
  }

  function keyText(key: Node | null): string {
    const plain = isAlias(key) ? anchors.get(key.source) : key
    if (plain === null || plain === undefined) return ''
    if (!isScalar(plain)) throw new Refused('yaml-key', key ?? undefined, {})
    if ('anchor' in plain && typeof plain.anchor === 'string') anchors.set(plain.anchor, plain)
    const text = typeof plain.value === 'string' ? plain.value : (plain.source ?? String(plain.value))
    if (FORBIDDEN_KEYS.has(text)) throw new Refused('template-forbidden-key', key ?? undefined, { key: text })
    return text
  }

  return { notes, convert }
}

const isMergeable = (value: Json): boolean =>
  Array.isArray(value)
    ? value.length > 0 && value.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item))
    : typeof value === 'object' && value !== null

/** A number that would be written otherwise (`1.0`, an account's leading zero) stays the text it is. */
function convertScalar(scalar: Scalar): Json {
  const { value } = scalar
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number')
    return scalar.source === undefined || String(value) === scalar.source ? value : scalar.source
  return value === null || value === undefined ? null : String(value)
}

/** `!GetAtt` → `GetAtt`; standard and unknown global tags say nothing. */
const intrinsicName = (tag: string | undefined): string | undefined => /^!([A-Za-z][A-Za-z0-9]*)$/.exec(tag ?? '')?.[1]

function intrinsic(name: string, value: Json): Json {
  if (name === 'Ref' || name === 'Condition') return { [name]: value }
  if (name === 'GetAtt' && typeof value === 'string') {
    const dot = value.indexOf('.')
    return { 'Fn::GetAtt': dot === -1 ? [value] : [value.slice(0, dot), value.slice(dot + 1)] }
  }
  return { [`Fn::${name}`]: value }
}
