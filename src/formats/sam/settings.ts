// The workflow's parameters and secrets, and the resources that stand for them. A secret's value never gets into a
// template; nor does that of a SecureString, which CloudFormation can't make.
import { type Json, type JsonObject, keysInOrder } from '#base'
import {
  isParameterName,
  isSecretName,
  type NodeOf,
  type Parameter,
  type Secret,
  type Settings,
  settingsOf,
  STANDARD_PARAMETER_LENGTH,
  type Workflow,
} from '#workflow'
import { type FormatNote, said } from '../problem.ts'
import { createResolver, type Resolver } from './intrinsics.ts'
import { asObject, get, isList, type Template } from './template.ts'
import { generate, lose, type Writing } from './writing.ts'

const PARAMETER = 'AWS::SSM::Parameter'
const SECRET = 'AWS::SecretsManager::Secret'
/** Of a secret whose value only a deployment knows. */
const MADE_UP = 'made-up'

const textOf = (resolver: Resolver, value: Json | undefined): string | undefined => {
  const plain = resolver.resolve(value)
  return typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'boolean'
    ? String(plain)
    : undefined
}

function readParameter(resolver: Resolver, properties: JsonObject): Parameter | undefined {
  const value = textOf(resolver, get(properties, 'Value'))
  const type = resolver.resolve(get(properties, 'Type')) === 'StringList' ? 'StringList' : 'String'
  return value === undefined || value === '' ? undefined : { type, value }
}

/** As Secrets Manager generates one: a text, or a text within a template of JSON. */
function madeUpSecret(resolver: Resolver, generated: Json | undefined): string {
  const template = textOf(resolver, get(generated, 'SecretStringTemplate'))
  const key = textOf(resolver, get(generated, 'GenerateStringKey'))
  if (template === undefined || key === undefined) return MADE_UP
  try {
    return JSON.stringify({ ...(JSON.parse(template) as object), [key]: MADE_UP })
  } catch {
    return MADE_UP // no JSON: CloudFormation will say so
  }
}

export interface ReadSettings {
  readonly parameters: Readonly<Record<string, Parameter>>
  readonly secrets: Readonly<Record<string, Secret>>
  readonly notes: readonly FormatNote[]
}

/** What handlers can read of the template's parameters and secrets. The resources themselves are kept. */
export function readSettings(template: Template): ReadSettings {
  const resolver = createResolver(template)
  const parameters: Record<string, Parameter> = {}
  const secrets: Record<string, Secret> = {}
  const notes: FormatNote[] = []
  for (const [id, body] of Object.entries(template.resources)) {
    const properties = asObject(get(body, 'Properties'))
    const name = textOf(resolver, get(properties, 'Name')) ?? id
    if (get(body, 'Type') === PARAMETER && isParameterName(name)) {
      const parameter = readParameter(resolver, properties)
      if (parameter) parameters[name] = parameter
      else notes.push(said('setting-unread', { name }))
    }
    if (get(body, 'Type') === SECRET && isSecretName(name)) {
      const value = textOf(resolver, get(properties, 'SecretString'))
      secrets[name] = { value: value || madeUpSecret(resolver, get(properties, 'GenerateSecretString')) }
      if (!value) notes.push(said('secret-made-up', { name }))
    }
  }
  return { parameters, secrets, notes }
}

/** The account's figures are no resource: they come from the Metadata. Undefined: there is nothing to set. */
export function joinSettings({ parameters, secrets }: ReadSettings, account: Json | undefined): JsonObject | undefined {
  if (Object.keys(parameters).length + Object.keys(secrets).length === 0 && account === undefined) return undefined
  return { parameters, secrets, ...(account !== undefined && { account }) } as JsonObject
}

/** For the Metadata: what no resource says. */
export function unwrittenSettings({ settings }: Workflow): { readonly account?: Record<string, number> } {
  return settings ? { account: { ...settings.account } as Record<string, number> } : {}
}

/** `ShopLimit` of `/shop/limit`. */
const logicalId = (name: string): string =>
  (name.match(/[A-Za-z0-9]+/g) ?? []).map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('')

const idFor = (name: string, end: string): string => {
  const plain = logicalId(name)
  return /^[A-Za-z]/.test(plain) ? `${plain}${end}` : `Setting${plain}${end}`
}

/** Those that the imported template had stay as they were. */
function namesKept({ kept, resolver }: Writing, type: string): ReadonlySet<string> {
  const names = Object.entries(kept.resources)
    .filter(([, body]) => get(body, 'Type') === type)
    .map(([id, body]) => textOf(resolver, get(asObject(get(body, 'Properties')), 'Name')) ?? id)
  return new Set(names)
}

/** Writes the resources; what functions are granted for them is remembered for those that use the clients. */
export function writeSettings(writing: Writing): void {
  const { parameters, secrets }: Settings = settingsOf(writing.workflow)
  const [parametersKept, secretsKept] = [namesKept(writing, PARAMETER), namesKept(writing, SECRET)]
  for (const name of keysInOrder(parameters)) {
    const parameter = parameters[name]
    if (!parameter || parametersKept.has(name)) continue
    if (parameter.type === 'SecureString') {
      lose(writing, 'secure-parameter-unwritten', { name })
      continue
    }
    const { type: Type, value: Value } = parameter
    const tier = Value.length > STANDARD_PARAMETER_LENGTH ? { Tier: 'Advanced' } : {}
    writing.resources[generate(writing, idFor(name, 'Parameter'))] = {
      Type: PARAMETER,
      Properties: { Name: name, Type, Value, ...tier },
    }
    writing.granted.ssm.push({ SSMParameterReadPolicy: { ParameterName: name.replace(/^\//, '') } })
  }
  for (const name of keysInOrder(secrets)) {
    if (secretsKept.has(name)) continue
    const id = generate(writing, idFor(name, 'Secret'))
    writing.resources[id] = { Type: SECRET, Properties: { Name: name } }
    writing.granted.secrets.push({ AWSSecretsManagerGetSecretValuePolicy: { SecretArn: { Ref: id } } })
    lose(writing, 'secret-value-unwritten', { name })
  }
}

/** No edge leads to a parameter or a secret: who imports a client may read, and nobody else. */
export function settingsPolicies({ workflow, granted }: Writing, node: NodeOf<'function'>): readonly Json[] {
  if (granted.ssm.length + granted.secrets.length === 0) return []
  const folder = node.config.codeUri === '' ? '' : `${node.config.codeUri}/`
  const uses = (client: string): boolean =>
    Object.entries(workflow.files).some(([path, text]) => path.startsWith(folder) && text.includes(client))
  return [
    ...(uses('@aws-sdk/client-ssm') ? granted.ssm : []),
    ...(uses('@aws-sdk/client-secrets-manager') ? granted.secrets : []),
  ]
}

/** Without those that are given already. */
export const besides = (policies: readonly Json[], given: Json | undefined): readonly Json[] => {
  const there = new Set((isList(given) ? given : [given]).map((one) => JSON.stringify(one)))
  return policies.filter((policy) => !there.has(JSON.stringify(policy)))
}
