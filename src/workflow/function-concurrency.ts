// How many environments a function may have at once, by its settings and what other functions have reserved.
import { entriesInOrder } from '#base'
import type { NodeId, NodeOf, Workflow } from './document.ts'
import { settingsOf } from './settings.ts'

/** What AWS keeps for the functions without a reservation. A1.4 [V/K] */
export const LEAST_UNRESERVED_CONCURRENCY = 100

type FunctionConfig = NodeOf<'function'>['config']
type LambdaScaling = FunctionConfig['scaling'] & { readonly type: 'lambda' }

/** What the functions of a workflow have reserved, but for one. */
export function reservedByOthers(workflow: Workflow, id: NodeId): number {
  let reserved = 0
  for (const [other, node] of entriesInOrder(workflow.nodes))
    if (other !== id && node.kind === 'function' && node.config.scaling.type === 'lambda')
      reserved += node.config.reservedConcurrency ?? 0
  return reserved
}

/** Of the whole account: as the settings say, or else each function. */
export const accountConcurrency = (workflow: Workflow, { accountConcurrency }: LambdaScaling): number =>
  settingsOf(workflow).account.concurrency ?? accountConcurrency

/** What others leave of the account to a function without a reservation; of other ways of scaling, the most there may be. */
export function unreservedConcurrency(workflow: Workflow, id: NodeId, scaling: FunctionConfig['scaling']): number {
  switch (scaling.type) {
    case 'lambda':
      return Math.max(0, accountConcurrency(workflow, scaling) - reservedByOthers(workflow, id))
    case 'fixed':
      return scaling.environments
    case 'keep-alive':
    case 'knative':
      return scaling.maximumEnvironments
  }
}

/** Has it no share of its own in the account's concurrency? */
export const sharesAccount = ({ reservedConcurrency, scaling }: FunctionConfig): boolean =>
  scaling.type === 'lambda' && reservedConcurrency === undefined

/** `config` may be newer than the workflow's: an edit during a run changes one function. */
export const concurrencyLimit = (
  workflow: Workflow,
  id: NodeId,
  { reservedConcurrency, scaling }: Pick<FunctionConfig, 'reservedConcurrency' | 'scaling'>,
): number =>
  (scaling.type === 'lambda' ? reservedConcurrency : undefined) ?? unreservedConcurrency(workflow, id, scaling)
