// Faults: what goes wrong in a run, drawn into its scenario.
export {
  EFFECT_TYPES,
  type Effect,
  type EffectOf,
  type EffectType,
  effectSchema,
  ERROR_KINDS,
  type ErrorKind,
  type Fault,
  type FaultPlace,
  faultSchema,
  faultsSchema,
  isOn,
  MAXIMUM_FAULTS,
} from './fault.ts'
