// The strip under the canvas: what breaks, where and when, in virtual time. Folded to one line until it is wanted.
import type { EffectType, FaultPlace } from '#faults'
import { Button, Select, useSay, useText } from '#ui/kit'
import { effectsFor, findNode, type Workflow } from '#workflow'
import { ChevronDown, ChevronRight, Zap } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Axis } from '../panels/draw/axis.tsx'
import { ticksOf } from '../panels/draw/ticks.ts'
import { timeScale } from '../panels/draw/time-scale.ts'
import { useWidth } from '../panels/draw/use-width.ts'
import { useApp, usePreferences, useRun, useSelection, useWorkflow } from '../shell/app-context.tsx'
import { useAddFault } from './add-fault.ts'
import { EFFECT_MENU, lookOfEffect } from './effects.ts'
import { FaultTrack } from './fault-track.tsx'
import css from './faults.module.css'
import { allPlaces, edgePlace, nodePlace, placeKey, placeTitle } from './places.ts'
import { horizonMs, pixelOf, type StripScale, stripScale } from './strip-time.ts'
import { faultTexts } from './texts.ts'

/** The column of names, as in the style sheet. */
const NAMES_WIDTH = 169
const US_PER_MS = 1000
/** A tick's words need so much room before the edge. */
const TICK_ROOM = 56

export function FaultStrip() {
  const app = useApp()
  const t = useText(faultTexts)
  const say = useSay()
  const open = usePreferences(({ panels }) => panels.faults?.collapsed === false)
  const faults = useWorkflow(({ scenario }) => scenario.faults)
  const [effect, setEffect] = useState<EffectType>('outage')
  return (
    <div className={css.strip}>
      <div className={css.head}>
        <button
          type="button"
          className={css.title}
          aria-expanded={open}
          title={t(open ? 'hide' : 'show')}
          onClick={() => app.preferences.setPanel('faults', { collapsed: open })}
        >
          {open ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
          <Zap size={14} aria-hidden="true" />
          {t('faults')}
          {faults.length > 0 && (
            <span className={css.count} title={t('count', { count: faults.length })}>
              {faults.length}
            </span>
          )}
        </button>
        <span className={css.lead}>{open && t('lead')}</span>
        {open && (
          <div className={css.tools}>
            <Select
              small
              aria-label={t('draw')}
              title={t('draw')}
              value={effect}
              options={EFFECT_MENU.map((value) => ({ value, label: say(lookOfEffect(value).title) }))}
              onChange={setEffect}
            />
            <Button small onClick={() => app.view.show({ dialog: 'faults-text' })}>
              {t('asText')}
            </Button>
          </div>
        )}
      </div>
      {open && <Tracks effect={effect} />}
    </div>
  )
}

/** Where something breaks, and what is selected: an empty track to draw on. */
function useTracks(): readonly FaultPlace[] {
  const faults = useWorkflow(({ scenario }) => scenario.faults)
  const workflow = useWorkflow((current) => current)
  const target = useSelection((state) => state.target)
  return useMemo(() => {
    const used = new Set(faults.map(({ on }) => placeKey(on)))
    if (target.type === 'node') used.add(placeKey(nodePlace(target.node)))
    if (target.type === 'edge') used.add(placeKey(edgePlace(target.edge)))
    return allPlaces(workflow).filter((place) => used.has(placeKey(place)))
  }, [faults, target, workflow])
}

const canBeDown = (workflow: Workflow, place: FaultPlace): boolean =>
  effectsFor(workflow, place).some(({ effect, reason }) => effect === 'outage' && reason === undefined)

/** What a newcomer breaks first: a dependency outside, else whatever can be broken. */
function useFirstPlace(): { readonly place: FaultPlace; readonly name: string } | undefined {
  const workflow = useWorkflow((current) => current)
  return useMemo(() => {
    const places = allPlaces(workflow).filter((place) => canBeDown(workflow, place))
    const isOutside = (place: FaultPlace): boolean =>
      place.type === 'node' && findNode(workflow, place.node)?.kind === 'service'
    const place = places.find(isOutside) ?? places[0]
    return place && { place, name: placeTitle(workflow, place) }
  }, [workflow])
}

function Tracks({ effect }: { readonly effect: EffectType }) {
  const t = useText(faultTexts)
  const add = useAddFault()
  const places = useTracks()
  const first = useFirstPlace()
  const faults = useWorkflow(({ scenario }) => scenario.faults)
  const lastMs = faults.reduce((latest, { startMs, endMs }) => Math.max(latest, endMs ?? startMs), 0)
  const endMs = useRun(({ nowUs }) => horizonMs(nowUs / US_PER_MS, lastMs))
  const [ref, width] = useWidth()
  const scale = useMemo(() => stripScale(endMs, width - NAMES_WIDTH), [endMs, width])
  return (
    <section className={css.tracks} ref={ref} data-tracks aria-label={t('strip')}>
      {places.length === 0 ? (
        <div className={css.head}>
          <span className={css.lead}>{t('empty')}</span>
          {first && (
            <Button small onClick={() => add(first.place, effect)}>
              {t('addFirst', { place: first.name })}
            </Button>
          )}
        </div>
      ) : (
        <>
          <Ruler scale={scale} />
          {places.map((place) => (
            <FaultTrack key={placeKey(place)} place={place} faults={faults} scale={scale} effect={effect} />
          ))}
          <Now scale={scale} />
        </>
      )}
    </section>
  )
}

function Ruler({ scale }: { readonly scale: StripScale }) {
  const ticks = useMemo(
    () =>
      ticksOf(timeScale({ fromUs: 0, toUs: scale.endMs * US_PER_MS, width: scale.width }), 0).filter(
        ({ x }) => x < scale.width - TICK_ROOM,
      ),
    [scale],
  )
  return (
    <div className={css.ruler}>
      <span style={{ width: NAMES_WIDTH }} />
      <div>
        <Axis ticks={ticks} />
      </div>
    </div>
  )
}

/** The only part that changes while the run goes on. */
function Now({ scale }: { readonly scale: StripScale }) {
  const x = useRun(({ nowUs, phase }) => (phase === 'idle' ? undefined : Math.round(pixelOf(scale, nowUs / US_PER_MS))))
  return x === undefined ? null : <div className={css.now} style={{ transform: `translateX(${x}px)` }} />
}
