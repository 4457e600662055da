// Secrets Manager: secrets with their versions and the two labels that move from one to the next. What the workflow's
// settings hold is the first version; what a run writes is gone when it ends. API reference; all of it [K].
import type { JsonObject } from '#base'
import { isSecretName, MAXIMUM_SECRET_BYTES, type Secret, secretArn } from '#workflow'
import { base64ByteLength, utf8ByteLength } from '#base'
import { answer, type ApiAnswer, pageOf, refuse, type Refusal, textOf, textsOf } from './answer.ts'

const CURRENT = 'AWSCURRENT'
const PREVIOUS = 'AWSPREVIOUS'
/** Of one page, and of one BatchGetSecretValue by ids. */
const MOST_LISTED = 100
const MOST_IN_BATCH = 20

/** As text, or as bytes in base64. */
type Value = { readonly SecretString: string } | { readonly SecretBinary: string }

interface Version {
  readonly id: string
  readonly value: Value
  readonly atSeconds: number
  stages: readonly string[]
}

interface Held {
  readonly name: string
  readonly arn: string
  readonly createdAtSeconds: number
  changedAtSeconds: number
  versions: Version[]
}

export interface SecretStore {
  /** `id` is drawn for the version that the call may make. */
  call(operation: string, input: JsonObject, nowSeconds: number, id: string): ApiAnswer
}

const notFound = refuse('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
const invalidToken = refuse('InvalidNextTokenException', 'The NextToken value is invalid.')

const valueMissing = (what: string): Refusal =>
  refuse('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for ${what}`)

function readValue(input: JsonObject): Value | Refusal | undefined {
  const [text, binary] = [textOf(input, 'SecretString'), textOf(input, 'SecretBinary')]
  if (text !== undefined && binary !== undefined)
    return refuse(
      'InvalidParameterException',
      'You can’t specify both a binary secret value and a string secret value in the same secret.',
    )
  const bytes = text === undefined ? base64ByteLength(binary ?? '') : utf8ByteLength(text)
  if (bytes > MAXIMUM_SECRET_BYTES)
    return refuse(
      'ValidationException',
      `1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to ${MAXIMUM_SECRET_BYTES}`,
    )
  if (text !== undefined) return { SecretString: text }
  return binary === undefined ? undefined : { SecretBinary: binary }
}

/** `suffixOf`: the six characters that the provider adds to a name. */
export function createSecretStore(
  given: Readonly<Record<string, Secret>>,
  startSeconds: number,
  idOf: (name: string) => string,
  suffixOf: (name: string) => string,
): SecretStore {
  const store = new Map<string, Held>()
  for (const name of Object.keys(given).sort()) {
    const secret = given[name]
    if (secret) create(name, { SecretString: secret.value }, startSeconds, idOf(name))
  }

  function create(name: string, value: Value | undefined, atSeconds: number, id: string): Held {
    const versions = value ? [{ id, value, atSeconds, stages: [CURRENT] }] : []
    const arn = secretArn(name, suffixOf(name))
    const held = { name, arn, createdAtSeconds: atSeconds, changedAtSeconds: atSeconds, versions }
    store.set(name, held)
    return held
  }

  /** By name, by ARN, or by an ARN without the six characters. */
  const find = (id: string): Held | undefined =>
    store.get(id) ?? [...store.values()].find(({ name, arn }) => arn === id || arn.slice(0, -7) === id || name === id)

  function versionOf({ versions }: Held, input: JsonObject): Version | Refusal {
    const [id, stage = id === undefined ? CURRENT : undefined] = [
      textOf(input, 'VersionId'),
      textOf(input, 'VersionStage'),
    ]
    const byId = id === undefined ? versions : versions.filter((version) => version.id === id)
    if (byId.length === 0 && id !== undefined) return valueMissing(`VersionId: ${id}`)
    const found = byId.find(({ stages }) => stage === undefined || stages.includes(stage))
    if (found) return found
    return id === undefined
      ? valueMissing(`staging label: ${stage}`)
      : refuse(
          'InvalidRequestException',
          'You provided a VersionStage that is not associated to the provided VersionId.',
        )
  }

  const told = ({ name, arn }: Held, { id, value, stages, atSeconds }: Version): JsonObject => ({
    ARN: arn,
    Name: name,
    VersionId: id,
    ...value,
    VersionStages: [...stages],
    CreatedDate: atSeconds,
  })

  function get(input: JsonObject): ApiAnswer {
    const held = find(textOf(input, 'SecretId') ?? '')
    if (!held) return notFound
    const version = versionOf(held, input)
    return 'ok' in version ? version : answer(told(held, version))
  }

  function getBatch(input: JsonObject): ApiAnswer {
    const ids = textsOf(input['SecretIdList'])
    if (ids.length > MOST_IN_BATCH)
      return refuse('InvalidParameterException', `The SecretIdList parameter takes ${MOST_IN_BATCH} secrets at most.`)
    const wanted = ids.length > 0 ? ids : listed(input).map(({ name }) => name)
    const SecretValues: JsonObject[] = []
    const Errors: JsonObject[] = []
    for (const id of wanted) {
      const got = get({ SecretId: id })
      if (got.ok) SecretValues.push(got.output)
      else Errors.push({ SecretId: id, ErrorCode: got.code, Message: got.message })
    }
    return answer({ SecretValues, Errors })
  }

  /** Labels that a version carries; one without any is deprecated and stays out of descriptions. */
  const stagesOf = ({ versions }: Held): JsonObject =>
    Object.fromEntries(versions.filter(({ stages }) => stages.length > 0).map(({ id, stages }) => [id, [...stages]]))

  const described = (held: Held): JsonObject => ({
    ARN: held.arn,
    Name: held.name,
    LastChangedDate: held.changedAtSeconds,
    CreatedDate: held.createdAtSeconds,
  })

  function describe(input: JsonObject): ApiAnswer {
    const held = find(textOf(input, 'SecretId') ?? '')
    return held ? answer({ ...described(held), VersionIdsToStages: stagesOf(held) }) : notFound
  }

  /** Filters by name: each value is the beginning of one, a `!` before it excludes. */
  function listed(input: JsonObject): readonly Held[] {
    const filters = Array.isArray(input['Filters']) ? input['Filters'].map((one) => Object(one) as JsonObject) : []
    const passes = (name: string): boolean =>
      filters.every((filter) => {
        if (textOf(filter, 'Key') !== 'name') return true
        return textsOf(filter['Values']).some((value) =>
          value.startsWith('!') ? !name.startsWith(value.slice(1)) : name.startsWith(value),
        )
      })
    const found = [...store.values()].filter(({ name }) => passes(name)).sort((a, b) => (a.name < b.name ? -1 : 1))
    return textOf(input, 'SortOrder') === 'desc' ? found.reverse() : found
  }

  function list(input: JsonObject): ApiAnswer {
    const found = listed(input).map((held) => ({ ...described(held), SecretVersionsToStages: stagesOf(held) }))
    const page = pageOf(found, input, MOST_LISTED)
    return page ? answer({ SecretList: [...page.items], ...page.next }) : invalidToken
  }

  function listVersions(input: JsonObject): ApiAnswer {
    const held = find(textOf(input, 'SecretId') ?? '')
    if (!held) return notFound
    const wanted = held.versions.filter(({ stages }) => stages.length > 0 || input['IncludeDeprecated'] === true)
    const Versions = wanted.map(({ id, stages, atSeconds }) => ({
      VersionId: id,
      VersionStages: [...stages],
      CreatedDate: atSeconds,
    }))
    return answer({ Versions, ARN: held.arn, Name: held.name })
  }

  /** Labels are on one version each: the current one becomes the previous. */
  function add(held: Held, version: Version): void {
    const takes = version.stages.includes(CURRENT) ? [...version.stages, PREVIOUS] : version.stages
    for (const other of held.versions) {
      const wasCurrent = other.stages.includes(CURRENT) && version.stages.includes(CURRENT)
      const left = other.stages.filter((stage) => !takes.includes(stage))
      other.stages = wasCurrent ? [...left, PREVIOUS] : left
    }
    held.versions.push(version)
    held.changedAtSeconds = version.atSeconds
  }

  function put(input: JsonObject, value: Value, nowSeconds: number, drawn: string): ApiAnswer {
    const held = find(textOf(input, 'SecretId') ?? '')
    if (!held) return notFound
    const id = textOf(input, 'ClientRequestToken') ?? drawn
    const there = held.versions.find((version) => version.id === id)
    const given = textsOf(input['VersionStages'])
    const stages = given.length > 0 ? given : [CURRENT]
    if (there && JSON.stringify(there.value) !== JSON.stringify(value))
      return refuse(
        'ResourceExistsException',
        `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${held.arn}.`,
      )
    if (!there) add(held, { id, value, atSeconds: nowSeconds, stages })
    return answer({ ARN: held.arn, Name: held.name, VersionId: id, VersionStages: [...(there?.stages ?? stages)] })
  }

  function createNew(input: JsonObject, value: Value | undefined, nowSeconds: number, drawn: string): ApiAnswer {
    const name = textOf(input, 'Name') ?? ''
    if (!isSecretName(name))
      return refuse(
        'ValidationException',
        'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
      )
    if (store.has(name))
      return refuse('ResourceExistsException', `The operation failed because the secret ${name} already exists.`)
    const id = textOf(input, 'ClientRequestToken') ?? drawn
    const held = create(name, value, nowSeconds, id)
    return answer({ ARN: held.arn, Name: name, ...(value ? { VersionId: id } : {}) })
  }

  function write(operation: string, input: JsonObject, nowSeconds: number, drawn: string): ApiAnswer {
    const value = readValue(input)
    if (value && 'ok' in value) return value
    if (operation === 'CreateSecret') return createNew(input, value, nowSeconds, drawn)
    if (value) {
      const { VersionStages: _stages, ...rest } = input
      return put(operation === 'UpdateSecret' ? rest : input, value, nowSeconds, drawn)
    }
    if (operation === 'PutSecretValue')
      return refuse('InvalidRequestException', 'You must provide either SecretString or SecretBinary.')
    const held = find(textOf(input, 'SecretId') ?? '')
    return held ? answer({ ARN: held.arn, Name: held.name }) : notFound
  }

  return {
    call(operation, input, nowSeconds, id) {
      switch (operation) {
        case 'GetSecretValue':
          return get(input)
        case 'BatchGetSecretValue':
          return getBatch(input)
        case 'DescribeSecret':
          return describe(input)
        case 'ListSecrets':
          return list(input)
        case 'ListSecretVersionIds':
          return listVersions(input)
        case 'CreateSecret':
        case 'PutSecretValue':
        case 'UpdateSecret':
          return write(operation, input, nowSeconds, id)
        default:
          return refuse('UnknownOperationException', '')
      }
    },
  }
}
