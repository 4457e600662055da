// Parameter Store: parameters with their versions, by name and by path. What the workflow's settings hold is version 1;
// what a run writes is gone when it ends. API reference of Systems Manager; what has no other tag is [K].
import { base64OfBytes, type Json, type JsonObject, sha256, utf8Bytes } from '#base'
import {
  ADVANCED_PARAMETER_LENGTH,
  isParameterName,
  type Parameter,
  PARAMETER_TYPES,
  parameterArn,
  STANDARD_PARAMETER_LENGTH,
} from '#workflow'
import { answer, type ApiAnswer, pageOf, refuse, type Refusal, textOf, textsOf } from './answer.ts'

/** Names of one GetParameters or DeleteParameters. [V] */
const MOST_NAMES = 10
/** Of one page of GetParametersByPath [V], and of the two others. */
const MOST_BY_PATH = 10
const MOST_LISTED = 50
/** Older versions than so many are let go. [V] */
const MOST_VERSIONS = 100

interface Version {
  readonly version: number
  readonly type: Parameter['type']
  readonly value: string
  readonly atSeconds: number
}

export interface ParameterStore {
  call(operation: string, input: JsonObject, nowSeconds: number): ApiAnswer
}

/** What is given without decryption: some text that is not the value. */
const encrypted = (value: string): string => `AQICAHh${base64OfBytes(utf8Bytes(sha256(value)))}`

const invalid = (message: string): Refusal => refuse('ValidationException', message)
const invalidToken = refuse('InvalidNextToken', 'The specified token is not valid.')
/** The provider sends no words with it, so the SDK says "UnknownError". */
const notFound = refuse('ParameterNotFound', '')

const tierOf = (value: string): string => (value.length > STANDARD_PARAMETER_LENGTH ? 'Advanced' : 'Standard')

const isType = (type: string): type is Parameter['type'] => PARAMETER_TYPES.some((known) => known === type)

export function createParameterStore(given: Readonly<Record<string, Parameter>>, startSeconds: number): ParameterStore {
  const store = new Map<string, Version[]>()
  for (const name of Object.keys(given).sort()) {
    const parameter = given[name]
    if (parameter) store.set(name, [{ ...parameter, version: 1, atSeconds: startSeconds }])
  }

  const names = (): string[] => [...store.keys()].sort()
  const newest = (name: string): Version | undefined => store.get(name)?.at(-1)

  /** The name in an ARN stands without the slash that it may begin with. */
  function nameIn(reference: string): string {
    const mark = ':parameter/'
    if (!reference.startsWith('arn:')) return reference
    const rest = reference.slice(reference.indexOf(mark) + mark.length)
    return store.has(rest) ? rest : `/${rest}`
  }

  /** `name`, `name:version`, or an ARN of either; labels are not kept. */
  function find(reference: string): { name: string; selector: string; found: Version } | Refusal {
    const arnEnd = reference.startsWith('arn:') ? reference.indexOf(':parameter/') + 1 : 0
    const colon = reference.indexOf(':', arnEnd)
    const selector = colon < 0 ? '' : reference.slice(colon)
    const name = nameIn(colon < 0 ? reference : reference.slice(0, colon))
    const versions = store.get(name)
    const last = versions?.at(-1)
    if (!versions || !last) return notFound
    const found = selector === '' ? last : versions.find(({ version }) => `:${version}` === selector)
    if (found) return { name, selector, found }
    const message = `Systems Manager could not find version ${selector.slice(1)} of ${name}. Verify the version and try again.`
    return refuse('ParameterVersionNotFound', message)
  }

  const told = (name: string, { version, type, value, atSeconds }: Version, decrypt: Json | undefined): JsonObject => ({
    Name: name,
    Type: type,
    Value: type === 'SecureString' && decrypt !== true ? encrypted(value) : value,
    Version: version,
    LastModifiedDate: atSeconds,
    ARN: parameterArn(name),
    DataType: 'text',
  })

  const described = (name: string, { version, type, value, atSeconds }: Version): JsonObject => ({
    Name: name,
    ARN: parameterArn(name),
    Type: type,
    ...(type === 'SecureString' ? { KeyId: 'alias/aws/ssm' } : {}),
    LastModifiedDate: atSeconds,
    Version: version,
    Tier: tierOf(value),
    Policies: [],
    DataType: 'text',
  })

  function get(input: JsonObject): ApiAnswer {
    const found = find(textOf(input, 'Name') ?? '')
    if ('ok' in found) return found
    const { name, selector } = found
    const parameter = told(name, found.found, input['WithDecryption'])
    return answer({ Parameter: selector === '' ? parameter : { ...parameter, Selector: selector } })
  }

  function tooMany(many: readonly string[]): Refusal | undefined {
    if (many.length >= 1 && many.length <= MOST_NAMES) return undefined
    const [bound, word] = many.length === 0 ? [1, 'greater'] : [MOST_NAMES, 'less']
    return invalid(
      `1 validation error detected: Value '[${many.join(', ')}]' at 'names' failed to satisfy constraint: Member must have length ${word} than or equal to ${bound}`,
    )
  }

  function getMany(input: JsonObject): ApiAnswer {
    const wanted = [...new Set(textsOf(input['Names']))]
    const wrong = tooMany(wanted)
    if (wrong) return wrong
    const Parameters: JsonObject[] = []
    const InvalidParameters: string[] = []
    for (const reference of wanted) {
      const found = find(reference)
      if ('ok' in found) InvalidParameters.push(reference)
      else Parameters.push(told(found.name, found.found, input['WithDecryption']))
    }
    return answer({ Parameters, InvalidParameters })
  }

  /** `/shop` has `/shop/limit` in it; `/shop/eu/limit` only for who looks further down. */
  const isUnder = (name: string, path: string, recursive: boolean): boolean => {
    const folder = path.endsWith('/') ? path : `${path}/`
    return name.startsWith(folder) && (recursive || !name.slice(folder.length).includes('/'))
  }

  function getByPath(input: JsonObject): ApiAnswer {
    const path = textOf(input, 'Path') ?? ''
    if (!path.startsWith('/'))
      return invalid(
        'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.',
      )
    const unknown = filtersOf(input).find(({ key }) => key !== 'Type')
    if (unknown)
      return refuse(
        'InvalidFilterKey',
        `The following filter key is not valid: ${unknown.key}. Valid filter keys include: [Type, KeyId].`,
      )
    const found = names()
      .filter((name) => isUnder(name, path, input['Recursive'] === true) && passes(name, filtersOf(input)))
      .flatMap((name) => {
        const version = newest(name)
        return version ? [told(name, version, input['WithDecryption'])] : []
      })
    const page = pageOf(found, input, MOST_BY_PATH)
    return page ? answer({ Parameters: [...page.items], ...page.next }) : invalidToken
  }

  interface Filter {
    readonly key: string
    readonly option: string
    readonly values: readonly string[]
  }

  const filtersOf = (input: JsonObject): Filter[] => {
    const filters = input['ParameterFilters']
    return (Array.isArray(filters) ? filters : []).map((one) => {
      const filter = Object(one) as JsonObject
      return {
        key: textOf(filter, 'Key') ?? '',
        option: textOf(filter, 'Option') ?? 'Equals',
        values: textsOf(filter['Values']),
      }
    })
  }

  function passesOne(name: string, { key, option, values }: Filter): boolean {
    const version = newest(name)
    if (!version) return false
    if (key === 'Path') return values.some((path) => isUnder(name, path, option === 'Recursive'))
    const held = key === 'Name' ? name : key === 'Type' ? version.type : key === 'Tier' ? tierOf(version.value) : 'text'
    if (option === 'BeginsWith') return values.some((value) => held.startsWith(value))
    return values.some((value) => (option === 'Contains' ? held.includes(value) : held === value))
  }

  const passes = (name: string, filters: readonly Filter[]): boolean =>
    filters.every((filter) => passesOne(name, filter))

  const DESCRIBED_BY = ['Name', 'Type', 'Tier', 'DataType', 'Path']

  function describe(input: JsonObject): ApiAnswer {
    const filters = filtersOf(input)
    const unknown = filters.find(({ key }) => !DESCRIBED_BY.includes(key))
    if (unknown)
      return refuse(
        'InvalidFilterKey',
        `The following filter key is not valid: ${unknown.key}. Valid filter keys include: [${DESCRIBED_BY.join(', ')}].`,
      )
    const found = names().flatMap((name) => {
      const version = newest(name)
      return version && passes(name, filters) ? [described(name, version)] : []
    })
    const page = pageOf(found, input, MOST_LISTED)
    return page ? answer({ Parameters: [...page.items], ...page.next }) : invalidToken
  }

  function history(input: JsonObject): ApiAnswer {
    const name = textOf(input, 'Name') ?? ''
    const versions = store.get(nameIn(name))
    if (!versions) return notFound
    const found = versions.map((version) => ({
      ...described(nameIn(name), version),
      Value: told(name, version, input['WithDecryption'])['Value'] ?? '',
      Labels: [],
    }))
    const page = pageOf(found, input, MOST_LISTED)
    return page ? answer({ Parameters: [...page.items], ...page.next }) : invalidToken
  }

  function wrongValue(value: string, tier: string | undefined): Refusal | undefined {
    if (value === '')
      return invalid(
        "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
      )
    const isAdvanced = tier === 'Advanced' || tier === 'Intelligent-Tiering'
    if (!isAdvanced && value.length > STANDARD_PARAMETER_LENGTH)
      return invalid(
        `Standard tier parameters support a maximum parameter value of ${STANDARD_PARAMETER_LENGTH} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html`,
      )
    if (value.length > ADVANCED_PARAMETER_LENGTH)
      return invalid(
        `Advanced tier parameters support a maximum parameter value of ${ADVANCED_PARAMETER_LENGTH} characters.`,
      )
    return undefined
  }

  function put(input: JsonObject, nowSeconds: number): ApiAnswer {
    const name = nameIn(textOf(input, 'Name') ?? '')
    const before = store.get(name)
    const last = before?.at(-1)
    if (!isParameterName(name))
      return invalid(
        `Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_`,
      )
    if (last && input['Overwrite'] !== true)
      return refuse(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      )
    const type = textOf(input, 'Type') ?? last?.type
    if (type === undefined) return invalid('A parameter type is required when you create a parameter.')
    if (!isType(type))
      return refuse('UnsupportedParameterType', `Parameter type must be one of ${PARAMETER_TYPES.join(', ')}.`)
    const value = textOf(input, 'Value') ?? ''
    const wrong = wrongValue(value, textOf(input, 'Tier') ?? (last ? tierOf(last.value) : undefined))
    if (wrong) return wrong
    const version = (last?.version ?? 0) + 1
    const after = [...(before ?? []), { version, type, value, atSeconds: nowSeconds }]
    store.set(name, after.slice(-MOST_VERSIONS))
    return answer({ Version: version, Tier: tierOf(value) })
  }

  function remove(input: JsonObject): ApiAnswer {
    return store.delete(nameIn(textOf(input, 'Name') ?? '')) ? answer({}) : notFound
  }

  function removeMany(input: JsonObject): ApiAnswer {
    const wanted = textsOf(input['Names'])
    const wrong = tooMany(wanted)
    if (wrong) return wrong
    const DeletedParameters: string[] = []
    const InvalidParameters: string[] = []
    for (const name of wanted) (store.delete(nameIn(name)) ? DeletedParameters : InvalidParameters).push(name)
    return answer({ DeletedParameters, InvalidParameters })
  }

  return {
    call(operation, input, nowSeconds) {
      switch (operation) {
        case 'GetParameter':
          return get(input)
        case 'GetParameters':
          return getMany(input)
        case 'GetParametersByPath':
          return getByPath(input)
        case 'GetParameterHistory':
          return history(input)
        case 'DescribeParameters':
          return describe(input)
        case 'PutParameter':
          return put(input, nowSeconds)
        case 'DeleteParameter':
          return remove(input)
        case 'DeleteParameters':
          return removeMany(input)
        default:
          return refuse('UnknownOperationException', '')
      }
    },
  }
}
