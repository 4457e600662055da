// The rules: one file each, one line here.
import type { Workflow } from '../document.ts'
import type { Problem, Severity } from '../refusal.ts'
import { buckets } from './buckets.ts'
import { eventSourceMapping } from './event-source-mapping.ts'
import { eventBusRules } from './event-bus-rules.ts'
import { faults } from './faults.ts'
import { fifoQueues } from './fifo-queues.ts'
import { functionCode } from './function-code.ts'
import { functionConcurrency } from './function-concurrency.ts'
import { functionDestinations } from './function-destinations.ts'
import { functionLoops } from './function-loops.ts'
import { functionTimeoutAndVisibility } from './function-timeout-and-visibility.ts'
import { functionVariables } from './function-variables.ts'
import { httpApiAccess } from './http-api-access.ts'
import { httpApiRoutes } from './http-api-routes.ts'
import { keptProperties } from './kept-properties.ts'
import { multipliedRetries } from './multiplied-retries.ts'
import { policies } from './policies.ts'
import { queueWithoutDeadLetters } from './queue-without-dead-letters.ts'
import { redriveCycle } from './redrive-cycle.ts'
import { runWithoutEnd } from './run-without-end.ts'
import { schedules } from './schedules.ts'
import { services } from './services.ts'
import { streams } from './streams.ts'
import { tables } from './tables.ts'
import { topics } from './topics.ts'
import { unconnectedPorts } from './unconnected-ports.ts'

type Rule = (workflow: Workflow) => readonly Problem[]

export const rules: readonly Rule[] = [
  functionTimeoutAndVisibility,
  queueWithoutDeadLetters,
  eventSourceMapping,
  fifoQueues,
  redriveCycle,
  multipliedRetries,
  functionCode,
  functionConcurrency,
  functionDestinations,
  functionLoops,
  functionVariables,
  httpApiRoutes,
  httpApiAccess,
  schedules,
  topics,
  tables,
  streams,
  eventBusRules,
  buckets,
  policies,
  services,
  unconnectedPorts,
  runWithoutEnd,
  faults,
  keptProperties,
]

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }

/** Everything the rules find, errors first, else in the order of the rules. */
export const checkWorkflow = (workflow: Workflow): readonly Problem[] =>
  rules.flatMap((rule) => rule(workflow)).sort((a, b) => RANK[a.severity] - RANK[b.severity])
