// Messages of a dead-letter queue on their way back: to where they failed, or to another queue. SQS API reference,
// StartMessageMoveTask [V]; one pass over what waits when it starts, so that what fails again does not go round. [K]
import { entriesInOrder, type JsonObject, MICROSECONDS_PER_MS } from '#base'
import type { EmulationContext } from '#emulator'
import { queueArn, queueName } from '#workflow'
import { type ApiError, type Read, refuse, wholeNumber } from './api-input.ts'
import type { QueueCore, QueueTimer } from './core.ts'
import type { QueuedMessage } from './store.ts'

/** MaxNumberOfMessagesPerSecond [V]; where it is absent SQS chooses, and so many are our choice [K]. */
const RATE_BOUNDS = [1, 500] as const
const MICROSECONDS_PER_SECOND = 1_000_000

interface Task {
  readonly handle: string
  readonly destinationArn: string | undefined
  readonly to: number | undefined
  readonly perSecond: number
  readonly startedAtUs: number
  readonly toMove: number
  readonly messages: Iterator<QueuedMessage>
  left: number
  moved: number
  status: 'RUNNING' | 'COMPLETED'
}

export interface MoveTasks {
  start(input: JsonObject): Read<JsonObject>
  list(): JsonObject
  timer(timer: QueueTimer): void
}

export function createMoveTasks(context: EmulationContext<'queue', QueueTimer>, core: QueueCore): MoveTasks {
  const tasks: Task[] = []
  const nodes = entriesInOrder(context.workflow.nodes)
  const sourceArn = queueArn(queueName(context.node))
  const running = (): Task | undefined => tasks.find(({ status }) => status === 'RUNNING')
  const isDeadLetterQueue = entriesInOrder(context.workflow.edges).some(
    ([, { from, to }]) => from.port === 'redrive' && to.node === context.id,
  )

  const queueAt = (arn: string): number =>
    nodes.findIndex(([, node]) => node.kind === 'queue' && queueArn(queueName(node)) === arn)

  const invalid = (message: string): ApiError => refuse('InvalidParameterValue', message)

  function start(input: JsonObject): Read<JsonObject> {
    const perSecond = wholeNumber(input, 'MaxNumberOfMessagesPerSecond', RATE_BOUNDS[1], RATE_BOUNDS)
    if (!perSecond.ok) return perSecond
    if (!isDeadLetterQueue) return invalid('Source queue must be configured as a Dead Letter Queue.')
    if (running()) {
      const one = 'Only one active task is allowed for a source queue arn at a given time.'
      return invalid(`There is already a task running. ${one}`)
    }
    const destination = input['DestinationArn']
    const to = typeof destination === 'string' ? queueAt(destination) : undefined
    if (to === -1)
      return refuse(
        'ResourceNotFoundException',
        "The resource that you specified for the DestinationArn parameter doesn't exist.",
      )
    const number = tasks.length
    const toMove = core.counts().visible
    const handle = context.luck.uuid(context.id, 'move-task', number)
    tasks.push({
      handle,
      destinationArn: typeof destination === 'string' ? destination : undefined,
      to,
      perSecond: perSecond.value,
      startedAtUs: context.now(),
      toMove,
      messages: core.all()[Symbol.iterator](),
      left: core.counts().visible + core.counts().inFlight + core.counts().delayed,
      moved: 0,
      status: 'RUNNING',
    })
    context.schedule(0, { type: 'move', task: number })
    return { ok: true, value: { TaskHandle: handle } }
  }

  /** The next that waits and has somewhere to go; one in flight is its receiver's. */
  function next(task: Task): { readonly message: QueuedMessage; readonly to: number } | undefined {
    while (task.left > 0) {
      task.left -= 1
      const { value: message, done } = task.messages.next()
      if (done) return undefined
      const to = task.to ?? message.movedFrom
      if (message.state === 'visible' && to >= 0) return { message, to }
    }
    return undefined
  }

  const told = (task: Task): JsonObject => ({
    ...(task.status === 'RUNNING' ? { TaskHandle: task.handle } : {}),
    Status: task.status,
    SourceArn: sourceArn,
    ...(task.destinationArn === undefined ? {} : { DestinationArn: task.destinationArn }),
    MaxNumberOfMessagesPerSecond: task.perSecond,
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    StartedTimestamp: context.startAtMs + Math.floor(task.startedAtUs / MICROSECONDS_PER_MS),
  })

  return {
    start,
    list: () => ({ Results: tasks.toReversed().map(told) }),
    timer(timer) {
      const task = timer.type === 'move' ? tasks[timer.task] : undefined
      if (timer.type !== 'move' || task?.status !== 'RUNNING') return
      const found = next(task)
      if (!found) {
        task.status = 'COMPLETED'
        return
      }
      core.move(found.message, found.to)
      task.moved += 1
      context.schedule(MICROSECONDS_PER_SECOND / task.perSecond, timer)
    },
  }
}
