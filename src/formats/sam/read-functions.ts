// Functions of a template: their limits, their code, their asynchronous invocation. Events and calls are read later,
// when every node is there.
import { type Json, keysInOrder } from '#base'
import { isUsablePath, readHandlerName } from '#workflow'
import { type Draft, type DraftNode, globalsFor, type Mutable, withGlobals } from './draft.ts'
import { builtModules, entryPointsOf } from './entry-points.ts'
import { intrinsicKey } from './intrinsics.ts'
import { folderOf } from './paths.ts'
import { asNumber, asText, type Source, secondsAsMs, takeProperty } from './read-property.ts'
import {
  ATTRIBUTES,
  asObject,
  get,
  isEmpty,
  LAMBDA_FUNCTION,
  omit,
  type Resource,
  SERVERLESS_FUNCTION,
  sameValue,
} from './template.ts'

/** Read elsewhere: as edges, or in pieces. */
const ELSEWHERE = ['Events', 'Policies', 'Environment', 'EventInvokeConfig', 'ProvisionedConcurrencyConfig'] as const
const PROVISIONED = 'ProvisionedConcurrencyConfig'

/** Stands for "no runtime is named": an image, or a template that leaves it open. */
export const NO_RUNTIME = 'none'

export function sourceOf(draft: Draft, resource: Resource): Source {
  const globals = resource.type === SERVERLESS_FUNCTION ? globalsFor(draft.template, 'Function', resource.body) : {}
  return { own: resource.properties, merged: withGlobals(globals, resource.properties) }
}

export function readFunction(draft: Draft, node: DraftNode, resource: Resource): void {
  const source = sourceOf(draft, resource)
  const seen = new Set<string>(ELSEWHERE)
  const take = (property: string, field: string, convert: (value: Json) => Json | undefined): void =>
    takeProperty(draft, node, source, property, field, convert, seen)
  take('Runtime', 'runtime', asText)
  take('Handler', 'handler', asText)
  take('Timeout', 'timeoutMs', secondsAsMs)
  take('MemorySize', 'memoryMb', asNumber)
  take('ReservedConcurrentExecutions', 'reservedConcurrency', asNumber)
  if (node.config['runtime'] === undefined) node.config['runtime'] = NO_RUNTIME
  readInvokeConfig(draft, node, source)
  readProvisioned(draft, node, source)
  readCode(draft, node, resource, source, seen)
  Object.assign(node.kept, omit(resource.properties, seen))
  for (const [key, value] of Object.entries(resource.body)) {
    if (ATTRIBUTES.has(key) && key !== 'Type' && key !== 'Properties') node.kept[key] = value
  }
  if (resource.type === LAMBDA_FUNCTION) node.book['type'] = LAMBDA_FUNCTION
  readBuild(node, resource)
}

function readInvokeConfig(draft: Draft, node: DraftNode, source: Source): void {
  const own = asObject(get(source.own, 'EventInvokeConfig'))
  const inner = { own, merged: asObject(get(source.merged, 'EventInvokeConfig')) }
  const seen = new Set<string>()
  const at = (property: string): string => `EventInvokeConfig.${property}`
  takeProperty(
    draft,
    node,
    inner,
    'MaximumRetryAttempts',
    'maximumRetryAttempts',
    asNumber,
    seen,
    at('MaximumRetryAttempts'),
  )
  takeProperty(
    draft,
    node,
    inner,
    'MaximumEventAgeInSeconds',
    'maximumEventAgeMs',
    secondsAsMs,
    seen,
    at('MaximumEventAgeInSeconds'),
  )
  const rest = omit(own, seen)
  if (!isEmpty(rest)) node.kept['EventInvokeConfig'] = rest
}

/** Of the alias that SAM publishes, which stays as it was. */
function readProvisioned(draft: Draft, node: DraftNode, source: Source): void {
  const own = asObject(get(source.own, PROVISIONED))
  const inner = { own, merged: asObject(get(source.merged, PROVISIONED)) }
  const seen = new Set<string>()
  const property = 'ProvisionedConcurrentExecutions'
  takeProperty(draft, node, inner, property, 'provisionedConcurrency', asNumber, seen, `${PROVISIONED}.${property}`)
  const rest = omit(own, seen)
  if (!isEmpty(rest)) node.kept[PROVISIONED] = rest
}

/** Where a function's code lies, as the template says it: undefined when that is no path. */
export function codePath(resource: Resource, source: Source): string | undefined {
  const given = get(source.merged, resource.type === LAMBDA_FUNCTION ? 'Code' : 'CodeUri')
  return typeof given === 'string' && !/^(?:s3|https?):\/\//.test(given) ? given : undefined
}

function readCode(draft: Draft, node: DraftNode, resource: Resource, source: Source, seen: Set<string>): void {
  const property = resource.type === LAMBDA_FUNCTION ? 'Code' : 'CodeUri'
  const inline = get(source.own, 'InlineCode') ?? get(get(source.own, 'Code'), 'ZipFile')
  const inlineText = draft.resolver.resolve(inline)
  if (typeof inlineText === 'string' && intrinsicKey(inline) === undefined) {
    const folder = freeFolder(draft, node.logicalId)
    const name = String(node.config['runtime']).startsWith('python') ? 'index.py' : 'index.js'
    draft.taken[`${folder}/${name}`] = inlineText
    node.config['codeUri'] = folder
    node.book['inline'] = true
    seen.add('InlineCode')
    seen.add(property)
    return
  }
  const path = codePath(resource, source)
  if (path === undefined) {
    // No code of ours: a folder of its own, so that the root's files are not taken for it.
    const absent =
      get(source.merged, property) === undefined &&
      get(source.merged, 'PackageType') !== 'Image' &&
      get(source.merged, 'ImageUri') === undefined
    node.config['codeUri'] = absent && resource.type === SERVERLESS_FUNCTION ? '' : freeFolder(draft, node.logicalId)
    if (absent && resource.type === SERVERLESS_FUNCTION) takeFiles(draft, '')
    return
  }
  seen.add(property)
  const folder = folderOf(path)
  if (folder.length > 512 || (folder !== '' && !isUsablePath(folder))) {
    node.config['codeUri'] = freeFolder(draft, node.logicalId)
    seen.delete(property)
    return
  }
  node.config['codeUri'] = folder
  takeFiles(draft, folder)
}

export const slugOf = (name: string): string => name.toLowerCase().slice(0, 80)

function freeFolder(draft: Draft, name: string): string {
  const isTaken = (folder: string): boolean =>
    Object.keys(draft.files).some((path) => path.startsWith(`${folder}/`)) ||
    Object.keys(draft.taken).some((path) => path === folder || path.startsWith(`${folder}/`))
  const base = slugOf(name)
  let folder = base
  for (let number = 2; isTaken(folder); number++) folder = `${base}-${number}`
  return folder
}

/** Not code, whatever folder a function names. */
const NO_CODE =
  /(?:^|\/)(?:\.aws-sam|\.git|\.DS_Store)(?:\/|$)|^(?:template\.(?:ya?ml|json)|samconfig\.(?:toml|ya?ml))$/

function takeFiles(draft: Draft, folder: string): void {
  const prefix = folder === '' ? '' : `${folder}/`
  for (const path of keysInOrder(draft.files)) {
    if (path.startsWith(prefix) && !NO_CODE.test(path) && isUsablePath(path))
      draft.taken[path] = draft.files[path] as string
  }
}

/** What we say ourselves about how TypeScript is built, so that it need not be kept. */
export const buildMetadata = (entry: string): Mutable => ({
  BuildMethod: 'esbuild',
  BuildProperties: {
    Format: 'esm',
    Target: 'es2022',
    Sourcemap: true,
    OutExtension: ['.js=.mjs'],
    External: ['@aws-sdk/*'],
    EntryPoints: [entry],
  },
})

/** The handler names what was built: here it names the source that it was built from. */
function readBuild(node: DraftNode, resource: Resource): void {
  const metadata = get(resource.body, 'Metadata')
  const handler = readHandlerName(String(node.config['handler'] ?? 'index.handler'))
  const module = handler && builtModules(metadata).find(({ built }) => built === handler.module)
  if (module && module.source !== module.built) {
    node.config['handler'] = `${module.source}.${handler.exportName}`
    node.book['flattened'] = true
  }
  const [entry, ...others] = entryPointsOf(metadata)
  if (entry !== undefined && others.length === 0 && sameValue(metadata, buildMetadata(entry))) {
    delete node.kept['Metadata']
    delete node.book['flattened']
  }
}
