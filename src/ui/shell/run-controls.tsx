// The run: play, pause, step, reset, speed, seed, an event by hand, and the clock that drives everything.
import type { Pace } from '#workers/protocol'
import { Button, formatClock, Select, Tooltip, useText } from '#ui/kit'
import { Pause, Play, RotateCcw, Send, SkipForward, StepForward } from 'lucide-react'
import { useState } from 'react'
import { PHASE_TEXTS } from './phase-texts.ts'
import { useApp, useRun } from './app-context.tsx'
import { CommandButton } from './commands/command-button.tsx'
import { PACES } from './commands/run-commands.ts'
import { runCommand, shortcutOf } from './commands/shortcuts.ts'
import css from './run-controls.module.css'
import { shellTexts } from './texts.ts'

export function RunControls() {
  return (
    <div className={css.controls}>
      <PlayButton />
      <CommandButton id="step" icon={<StepForward />} />
      <CommandButton id="step-invocation" icon={<SkipForward />} />
      <CommandButton id="reset" icon={<RotateCcw />} />
      <Clock />
      <Speed />
      <Seed />
      <CommandButton id="send-event" icon={<Send />} />
      <Stale />
    </div>
  )
}

function PlayButton() {
  const app = useApp()
  const t = useText(shellTexts)
  const playing = useRun((state) => state.playing)
  const label = t(playing ? 'pause' : 'run')
  return (
    <Tooltip text={label} shortcut={shortcutOf('play-pause')}>
      <Button look="primary" icon={playing ? <Pause /> : <Play />} onClick={() => runCommand(app, 'play-pause')}>
        <span className={css.playWord}>{label}</span>
      </Button>
    </Tooltip>
  )
}

function Clock() {
  const t = useText(shellTexts)
  const nowUs = useRun((state) => state.nowUs)
  const phase = useRun((state) => state.phase)
  const fingerprint = useRun((state) => state.fingerprint)
  return (
    <Tooltip text={fingerprint ? t('fingerprint', { hash: fingerprint }) : t('time')}>
      <div className={css.clock} data-phase={phase}>
        <span className={css.dot} aria-hidden="true" />
        <output aria-label={t('time')}>{formatClock(nowUs)}</output>
        <span className={css.phase}>{t(PHASE_TEXTS[phase])}</span>
      </div>
    </Tooltip>
  )
}

const paceText = (pace: Pace, max: string): string => (pace === 'max' ? max : `${pace}×`)

function Speed() {
  const app = useApp()
  const t = useText(shellTexts)
  const pace = useRun((state) => state.pace)
  const paces = PACES.includes(pace) ? PACES : [...PACES, pace]
  return (
    <Select
      small
      aria-label={t('speed')}
      value={String(pace)}
      options={paces.map((value) => ({ value: String(value), label: paceText(value, t('speedMax')) }))}
      onChange={(value) => app.run.setPace(value === 'max' ? 'max' : Number(value))}
    />
  )
}

function Seed() {
  const app = useApp()
  const t = useText(shellTexts)
  const seed = useRun((state) => state.seed)
  const [draft, setDraft] = useState<string>()
  const commit = () => {
    const wanted = Number(draft)
    if (draft !== undefined && draft !== '' && Number.isSafeInteger(wanted) && wanted >= 0) app.run.setSeed(wanted)
    setDraft(undefined)
  }
  return (
    <Tooltip text={t('seedHelp')}>
      <label className={css.seed}>
        {t('seed')}
        <input
          value={draft ?? String(seed)}
          inputMode="numeric"
          onChange={(event) => setDraft(event.target.value.replace(/\D/g, ''))}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur()
            if (event.key === 'Escape') setDraft(undefined)
          }}
        />
      </label>
    </Tooltip>
  )
}

function Stale() {
  const app = useApp()
  const t = useText(shellTexts)
  const stale = useRun((state) => state.stale && state.phase !== 'idle')
  if (!stale) return null
  return (
    <Tooltip text={t('stale')} shortcut={shortcutOf('restart')}>
      <Button small onClick={() => runCommand(app, 'restart')}>
        {t('runAgain')}
      </Button>
    </Tooltip>
  )
}
