// A fault in words: what a bar is called for those who do not see it.
import type { Fault } from '#faults'
import { formatDuration } from '#base'
import { useSay, useText } from '#ui/kit'
import { lookOfEffect } from './effects.ts'
import { faultTexts } from './texts.ts'

export function useFaultWords(): (fault: Fault, place: string) => string {
  const t = useText(faultTexts)
  const say = useSay()
  return (fault, place) =>
    t(fault.percent === 100 ? 'whole' : 'wholeShare', {
      effect: say(lookOfEffect(fault.effect.type).title),
      place,
      from: formatDuration(fault.startMs),
      to: fault.endMs === undefined ? t('theEnd') : formatDuration(fault.endMs),
      percent: fault.percent,
    })
}
