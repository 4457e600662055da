// Archives of event buses, both ways: a resource each in a template, a row each in the config of their bus.
import type { Json, JsonObject } from '#base'
import { type EventArchive, MATCHES_ALL } from '#nodes/models'
import type { NodeEntry } from '#workflow'
import { type Draft, type Mutable, note, targetOf } from './draft.ts'
import { rememberedNode } from './kept.ts'
import { asPatternText, DEFAULT_BUS } from './read-event-buses.ts'
import { asNumber } from './read-property.ts'
import { asObject, ATTRIBUTES, get, isEmpty, omit, type Resource, sameValue } from './template.ts'
import { patternOf } from './write-event-buses.ts'
import { setResource } from './write-resources.ts'
import { arnOf, claim, lose, renameKept, type Writing } from './writing.ts'

export const ARCHIVE = 'AWS::Events::Archive'

const READ = new Set(['ArchiveName', 'SourceArn', 'EventPattern', 'RetentionDays'])
/** As a bus keeps it. */
const NAME = /^[.\-_A-Za-z0-9]{1,48}$/

const DEFAULT_BUS_ARN: Json = {
  'Fn::Sub': `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:event-bus/${DEFAULT_BUS}`,
}

/** Of a bus of this template, and with values that can be told; else it is kept whole. */
export function readArchive(draft: Draft, resource: Resource): void {
  const { id, properties } = resource
  const resolve = (property: string): Json | undefined => draft.resolver.resolve(get(properties, property) ?? null)
  const source = get(properties, 'SourceArn')
  const isOfDefault = source !== undefined && sameValue(source, DEFAULT_BUS_ARN)
  const bus = isOfDefault ? draft.nodes.get(DEFAULT_BUS) : targetOf(draft, source, ['event-bus'])
  const name = get(properties, 'ArchiveName') === undefined ? id : resolve('ArchiveName')
  const pattern =
    get(properties, 'EventPattern') === undefined ? MATCHES_ALL : asPatternText(resolve('EventPattern') ?? null)
  const days = get(properties, 'RetentionDays') === undefined ? 0 : asNumber(resolve('RetentionDays') ?? null)
  const isUsable = typeof name === 'string' && NAME.test(name) && typeof pattern === 'string' && isDays(days)
  if (!bus) return
  if (!isUsable) {
    note(draft, 'value-refused', { property: id }, bus)
    return
  }
  const others = Array.isArray(bus.config['archives']) ? bus.config['archives'] : []
  bus.config['archives'] = [...others, { name, pattern, retentionDays: days as number }]
  const given = Object.fromEntries(Object.entries(properties).filter(([property]) => READ.has(property)))
  const rest = omit(properties, READ)
  const attributes = omit(resource.body, new Set(['Type', 'Properties']))
  bus.book['archives'] = { ...asObject(bus.book['archives']), [name]: { id, given, rest, attributes } }
  draft.became.set(id, 'edge')
}

const isDays = (value: Json | undefined): boolean => typeof value === 'number' && Number.isInteger(value) && value >= 0

export function writeArchives(writing: Writing, { id, node }: NodeEntry<'event-bus'>): void {
  const remembered = asObject(rememberedNode(writing.kept, id).book['archives'])
  for (const archive of node.config.archives) {
    if (patternOf(writing, archive.pattern) === undefined) {
      lose(writing, 'event-pattern-unwritten', { name: node.name, to: archive.name }, id)
      continue
    }
    const book = asObject(remembered[archive.name])
    const own = typeof book['id'] === 'string' ? book['id'] : archive.name.replace(/[^A-Za-z0-9]/g, '') || 'Archive'
    const rest = renameKept(writing, asObject(book['rest'])) as JsonObject
    const attributes = renameKept(writing, asObject(book['attributes'])) as JsonObject
    const made = archiveProperties(writing, node.name, archive, asObject(book['given']))
    setResource(writing, claim(writing, own), ARCHIVE, omit(attributes, noAttributes(attributes)), made, rest)
  }
}

const noAttributes = (attributes: JsonObject): ReadonlySet<string> =>
  new Set(Object.keys(attributes).filter((name) => !ATTRIBUTES.has(name)))

/** What was given stands as long as it means the same. */
function archiveProperties(writing: Writing, bus: string, archive: EventArchive, given: JsonObject): JsonObject {
  const made: Mutable = {}
  const put = (property: string, value: Json | undefined): void => {
    const before = given[property]
    if (before !== undefined && value !== undefined && sameValue(writing.resolver.resolve(before) ?? null, value))
      made[property] = renameKept(writing, before)
    else if (value !== undefined) made[property] = value
  }
  if (isEmpty(given) || given['ArchiveName'] !== undefined) put('ArchiveName', archive.name)
  made['SourceArn'] =
    given['SourceArn'] === undefined
      ? bus === DEFAULT_BUS
        ? DEFAULT_BUS_ARN
        : arnOf(bus)
      : renameKept(writing, given['SourceArn'])
  if (archive.pattern !== MATCHES_ALL || given['EventPattern'] !== undefined) {
    put('EventPattern', patternOf(writing, archive.pattern))
  }
  if (archive.retentionDays > 0 || given['RetentionDays'] !== undefined) put('RetentionDays', archive.retentionDays)
  return made
}
