// The JSON paths of rules' targets: dots, array indices and stars. Source: EventBridge user guide, input transformation [V].
import type { Json } from '#base'
import { isObject } from './json-text.ts'

type Step = { readonly key: string } | { readonly index: number } | 'all'

export type JsonPath = readonly Step[]

const STEP = /\.\*|\[\*\]|\.([A-Za-z0-9_\-/:$@ ]+)|\[([0-9]+)\]/y

/** The path's steps; undefined for what is none. */
export function parseJsonPath(text: string): JsonPath | undefined {
  if (!text.startsWith('$')) return undefined
  const steps: Step[] = []
  STEP.lastIndex = 1
  while (STEP.lastIndex < text.length) {
    const match = STEP.exec(text)
    if (!match) return undefined
    const [, key, index] = match
    if (key !== undefined) steps.push({ key })
    else steps.push(index === undefined ? 'all' : { index: Number(index) })
  }
  return steps
}

/** What lies there; undefined: nothing does. A star gives the list of all that do. */
export function readJsonPath(path: JsonPath, value: Json): Json | undefined {
  let found: readonly Json[] = [value]
  for (const step of path) found = found.flatMap((one) => take(step, one))
  return path.includes('all') ? found : found[0]
}

function take(step: Step, value: Json): readonly Json[] {
  if (step === 'all') {
    if (Array.isArray(value)) return value
    return isObject(value) ? Object.values(value) : []
  }
  const next = 'key' in step ? ownValue(value, step.key) : elementAt(value, step.index)
  return next === undefined ? [] : [next]
}

const ownValue = (value: Json, key: string): Json | undefined =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined

const elementAt = (value: Json, index: number): Json | undefined => (Array.isArray(value) ? value[index] : undefined)
