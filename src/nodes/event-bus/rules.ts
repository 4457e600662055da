// The rules of a bus, ready to be asked: one target each, as the edges are.
import type { EmulationContext, OutgoingEdge } from '#emulator'
import { deliveryTargetArn } from '#nodes/event-delivery'
import { type EventPattern, parseEventPattern, parseTargetInput, type TargetInput } from '#patterns'
import { eventRuleArn } from '#workflow'
import type { EventRule } from './model.ts'
import { eventRuleName, targetInputSettings } from './rule.ts'

export interface RuleTarget {
  readonly edge: OutgoingEdge<EventRule>
  readonly name: string
  readonly arn: string
  readonly targetArn: string
  readonly pattern: EventPattern
  readonly input: TargetInput
  /** Node index of its dead-letter queue. */
  readonly deadLetters: number | undefined
}

/** A rule that EventBridge would refuse is not there; the document's rules say so before the run. */
export function ruleTargets<Timer>(context: EmulationContext<'event-bus', Timer>): RuleTarget[] {
  const bus = context.node.name
  const failureEdges = context.outgoing('undelivered')
  return context.outgoing('rule').flatMap((edge): RuleTarget[] => {
    const target = context.nameOf(edge.to)
    const name = eventRuleName(edge.config, bus, target)
    const pattern = parseEventPattern(edge.config.pattern)
    const input = parseTargetInput(targetInputSettings(edge.config), target)
    if (!pattern.ok || !input.ok || !edge.config.enabled) return []
    const own = failureEdges.find(({ config }) => config.rule === name)
    const deadLetters = (own ?? failureEdges.find(({ config }) => config.rule === ''))?.to
    const targetArn = deliveryTargetArn(edge.toPort, target)
    const arn = eventRuleArn(bus, name)
    return [{ edge, name, arn, targetArn, pattern: pattern.value, input: input.value, deadLetters }]
  })
}
