// What a rule hands its target: the event, a part of it, a constant, or a text made from a template. Sources: EventBridge
// user guide, input transformation, and API reference, Target [V]; the wording of refusals [K].
import { failure, type Json, type JsonObject, type Result, success } from '#base'
import { type JsonPath, parseJsonPath, readJsonPath } from './json-path.ts'
import { parseJson } from './json-text.ts'

/** API reference, InputTransformer [V]. */
const MAX_INPUT_PATHS = 100
/** API reference, InputTransformer [V]. */
const MAX_INPUT_TEMPLATE_LENGTH = 8192
/** API reference, Target, and the values of InputPathsMap [V]. */
const MAX_INPUT_PATH_LENGTH = 256

const PATH_NAME = /^[A-Za-z0-9_-]{1,256}$/
const PLACEHOLDER = /<([A-Za-z0-9_.-]+)>/y

export interface TargetInputSettings {
  readonly input?: string
  readonly inputPath?: string
  readonly inputTransformer?: {
    readonly inputPathsMap?: Readonly<Record<string, string>>
    readonly inputTemplate: string
  }
}

export type TargetInput =
  | { readonly kind: 'event' }
  | { readonly kind: 'constant'; readonly text: string }
  | { readonly kind: 'path'; readonly path: JsonPath }
  | {
      readonly kind: 'template'
      readonly variables: ReadonlyMap<string, JsonPath>
      readonly parts: readonly TemplatePart[]
    }

type TemplatePart = { readonly text: string } | { readonly variable: string; readonly quoted: boolean }

/** What the predefined variables stand for. */
export interface RuleContext {
  readonly ruleArn: string
  readonly ruleName: string
  /** When the bus took the event, ISO 8601. */
  readonly ingestionTime: string
}

const PREDEFINED: Readonly<Record<string, (event: JsonObject, context: RuleContext) => Json>> = {
  'aws.events.rule-arn': (_, { ruleArn }) => ruleArn,
  'aws.events.rule-name': (_, { ruleName }) => ruleName,
  'aws.events.event.ingestion-time': (_, { ingestionTime }) => ingestionTime,
  'aws.events.event': (event) => Object.fromEntries(Object.entries(event).filter(([key]) => key !== 'detail')),
  'aws.events.event.json': (event) => event,
}

/** The target's input, or the message with which PutTargets refuses it. */
export function parseTargetInput(settings: TargetInputSettings, targetId: string): Result<TargetInput, string> {
  const { input, inputPath, inputTransformer } = settings
  if ([input, inputPath, inputTransformer].filter((one) => one !== undefined).length > 1) {
    return failure(`Only one of Input, InputPath, or InputTransformer must be provided for target ${targetId}.`)
  }
  if (input !== undefined) {
    // The text is [K].
    if (parseJson(input) === undefined) return failure(`JSON syntax error in input for target ${targetId}.`)
    return success({ kind: 'constant', text: input })
  }
  if (inputPath !== undefined) {
    const path = parseTargetPath(inputPath)
    // The text is [K].
    return path ? success({ kind: 'path', path }) : failure(`Invalid InputPath for target ${targetId}.`)
  }
  return inputTransformer ? parseTransformer(inputTransformer, targetId) : success({ kind: 'event' })
}

const parseTargetPath = (text: string): JsonPath | undefined =>
  text.length > MAX_INPUT_PATH_LENGTH ? undefined : parseJsonPath(text)

function parseTransformer(
  { inputPathsMap = {}, inputTemplate }: NonNullable<TargetInputSettings['inputTransformer']>,
  targetId: string,
): Result<TargetInput, string> {
  // The texts of this block are [K].
  const names = Object.keys(inputPathsMap)
  if (names.length > MAX_INPUT_PATHS)
    return failure(`InputPathsMap for target ${targetId} has more than ${MAX_INPUT_PATHS} paths.`)
  const variables = new Map<string, JsonPath>()
  for (const name of names) {
    const path = parseTargetPath(inputPathsMap[name] ?? '')
    if (!PATH_NAME.test(name) || name.toUpperCase().startsWith('AWS.') || !path) {
      return failure(`Invalid InputPathsMap for target ${targetId} : ${name}.`)
    }
    variables.set(name, path)
  }
  if (inputTemplate === '' || inputTemplate.length > MAX_INPUT_TEMPLATE_LENGTH) {
    return failure(`InputTemplate for target ${targetId} must have 1 to ${MAX_INPUT_TEMPLATE_LENGTH} characters.`)
  }

  const parts = templateParts(inputTemplate)
  for (const part of parts) {
    if ('text' in part || variables.has(part.variable) || Object.hasOwn(PREDEFINED, part.variable)) continue
    return failure(`InputTemplate for target ${targetId} contains invalid placeholder ${part.variable}.`)
  }
  if (!isTemplateOfJson(parts)) return failure(`Invalid InputTemplate for target ${targetId}.`)
  return success({ kind: 'template', variables, parts })
}

/** The text between placeholders, and of each placeholder whether it stands in a JSON string. */
function templateParts(template: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = []
  let quoted = false
  let text = ''
  for (let index = 0; index < template.length; index++) {
    PLACEHOLDER.lastIndex = index
    const variable = PLACEHOLDER.exec(template)?.[1]
    const char = template.charAt(index)
    if (variable !== undefined) {
      parts.push({ text }, { variable, quoted })
      text = ''
      index += variable.length + 1
    } else if (quoted && char === '\\') {
      text += template.slice(index, index + 2)
      index += 1
    } else {
      if (char === '"') quoted = !quoted
      text += char
    }
  }
  parts.push({ text })
  return parts
}

/** A template is JSON once its placeholders are filled, as a whole or line by line [K]. */
function isTemplateOfJson(parts: readonly TemplatePart[]): boolean {
  const filled = parts.map((part) => ('text' in part ? part.text : part.quoted ? '' : 'null')).join('')
  const lines = filled.split('\n').filter((line) => line.trim() !== '')
  return parseJson(filled) !== undefined || (lines.length > 0 && lines.every((line) => parseJson(line) !== undefined))
}

/** The text the target gets. */
export function renderTargetInput(input: TargetInput, event: JsonObject, context: RuleContext): string {
  switch (input.kind) {
    case 'event':
      return JSON.stringify(event)
    case 'constant':
      return input.text
    case 'path':
      // Where nothing lies at the path: null [K].
      return JSON.stringify(readJsonPath(input.path, event) ?? null)
    case 'template':
      return input.parts
        .map((part) => ('text' in part ? part.text : renderVariable(input.variables, part, event, context)))
        .join('')
  }
}

function renderVariable(
  variables: ReadonlyMap<string, JsonPath>,
  { variable, quoted }: { readonly variable: string; readonly quoted: boolean },
  event: JsonObject,
  context: RuleContext,
): string {
  const path = variables.get(variable)
  const value = path ? readJsonPath(path, event) : PREDEFINED[variable]?.(event, context)
  // A path that leads nowhere gives nothing: in a string [K], and an empty string elsewhere [K].
  if (value === undefined) return quoted ? '' : '""'
  if (!quoted) return JSON.stringify(value)
  // In a string, text goes in as it is, unescaped; what else there is loses its quotes [V].
  return typeof value === 'string' ? value : JSON.stringify(value).replaceAll('"', '')
}
