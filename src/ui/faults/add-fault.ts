// A new fault from anywhere: drawn on a track or added by a button. Where it can't be, that is said.
import type { EffectType, FaultPlace } from '#faults'
import { notify, useText } from '#ui/kit'
import { effectsFor } from '#workflow'
import { useApp, useSentence } from '../shell/app-context.tsx'
import { edit } from '../shell/edit.ts'
import { initialEffect } from './effects.ts'
import type { Span } from './strip-time.ts'
import { faultTexts } from './texts.ts'

/** Of a fault that no hand has drawn. */
const USUAL_LENGTH_MS = 20_000
/** A little after now, so that one can see it come. */
const HEAD_START_MS = 1000

export function useAddFault(): (place: FaultPlace, effect: EffectType, span?: Span) => void {
  const app = useApp()
  const t = useText(faultTexts)
  const sentence = useSentence()
  return (on, effect, span) => {
    const { workflow } = app.document.getState()
    const reason = effectsFor(workflow, on).find((possible) => possible.effect === effect)?.reason
    if (reason) {
      notify({ text: t('notHere', { reason: sentence(reason, {}) }) })
      return
    }
    const nowMs = Math.ceil((app.run.getState().nowUs / 1000 + HEAD_START_MS) / 1000) * 1000
    const { startMs, endMs } = span ?? { startMs: nowMs, endMs: nowMs + USUAL_LENGTH_MS }
    const change = edit(app, {
      type: 'add-fault',
      fault: { on, startMs, ...(endMs !== undefined && { endMs }), percent: 100, effect: initialEffect(effect) },
    })
    if (!change) return
    const added = app.document.getState().workflow.scenario.faults.at(-1)
    if (added) app.selection.selectFault(added.id)
  }
}
