// The word for each phase of a run.
export const PHASE_TEXTS = {
  idle: 'phaseIdle',
  starting: 'phaseStarting',
  running: 'phaseRunning',
  paused: 'phasePaused',
  ended: 'phaseEnded',
  failed: 'phaseFailed',
} as const
