// The discrete-event kernel: virtual time, the agenda, and what kinds and environments may do in it.
export {
  type AccountContext,
  type AccountEmulationFactory,
  type Because,
  type Emulation,
  type EmulationContext,
  type EmulationFactory,
  type EnvironmentControl,
  type EnvironmentReport,
  LEAST_LATENCY_US,
  type OutgoingEdge,
  type ScheduledTimer,
  type TimerOptions,
} from './emulation.ts'
export type {
  Environment,
  EnvironmentHost,
  EnvironmentOperation,
  EnvironmentPort,
  EnvironmentSpec,
  HostedInvocation,
} from './environment-host.ts'
export { withDeadline } from './deadline.ts'
export { callLatencyUs, deliveryLatencyUs } from './latency.ts'
export { FORCED_STATES } from './forced-states.ts'
export type { HandSentEvent, LoggedInput, PlannedInput, RunInput } from './input.ts'
export type {
  DeadLetter,
  Envelope,
  ForcedBreakerState,
  HttpRequest,
  HttpResponse,
  InvocationMode,
  Message,
  MessageAttribute,
  QueueCommand,
  ReplayByHand,
  Reply,
  ReplyAddress,
} from './message.ts'
export { createEmulator, type EmulationTable, type Emulator, type EmulatorOptions, type RunStop } from './emulator.ts'
