// Our own file: the document as it is.
import type { Result } from '#base'
import type { NodeKind } from '#nodes/models'
import { type DocumentProblem, parseWorkflow, serializeWorkflow, type Workflow } from '#workflow'

export const FAASLAB_ENDING = '.faaslab.json'

/** Every kind is written whole; a new one has to say so. */
export const faaslabKinds = {
  client: 'whole',
  'http-api': 'whole',
  schedule: 'whole',
  function: 'whole',
  queue: 'whole',
  topic: 'whole',
  'event-bus': 'whole',
  stream: 'whole',
  table: 'whole',
  bucket: 'whole',
  service: 'whole',
} as const satisfies Readonly<Record<NodeKind, 'whole'>>

export const readFaaslab = (text: string): Result<Workflow, readonly DocumentProblem[]> => parseWorkflow(text)

export const writeFaaslab = (workflow: Workflow): string => serializeWorkflow(workflow)
