// Faults: what goes wrong in a run, drawn into its scenario.
export { corruptBase64, corruptBytes, corruptEvent, corruptText, type Corruption } from './corrupt.ts'
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
export { type FaultTextError, type FaultWithoutId, parseFaults, type PlaceNames, printFaults } from './fault-text.ts'
export { judgePoison, type PatternFault, poisonPatternFault, type PoisonVerdict, readPoisonPattern } from './poison.ts'
export { isActive, slownessAt, takeToken, type TokenBucket } from './windows.ts'
