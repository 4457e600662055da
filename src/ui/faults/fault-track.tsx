// The track of one place: what breaks there and when. Dragging over free room draws another fault.
import { type EffectType, type Fault, type FaultPlace, isOn } from '#faults'
import { IconButton, useText } from '#ui/kit'
import type { EdgeId, NodeId } from '#workflow'
import { Plus } from 'lucide-react'
import { type PointerEvent, useMemo, useRef, useState } from 'react'
import { useApp, useSelection, useWorkflow } from '../shell/app-context.tsx'
import { useAddFault } from './add-fault.ts'
import { FaultBar } from './fault-bar.tsx'
import css from './faults.module.css'
import { lanesOf } from './lanes.ts'
import { placeTitle } from './places.ts'
import { drawn, pixelOf, type StripScale } from './strip-time.ts'
import { faultTexts } from './texts.ts'

const LANE_HEIGHT = 24

export interface FaultTrackProps {
  readonly place: FaultPlace
  readonly faults: readonly Fault[]
  readonly scale: StripScale
  /** What dragging draws, where it is possible at this place. */
  readonly effect: EffectType
}

export function FaultTrack({ place, faults, scale, effect }: FaultTrackProps) {
  const app = useApp()
  const t = useText(faultTexts)
  const add = useAddFault()
  const name = useWorkflow((workflow) => placeTitle(workflow, place))
  const selected = useSelection(({ target }) =>
    place.type === 'node'
      ? target.type === 'node' && target.node === place.node
      : target.type === 'edge' && target.edge === place.edge,
  )
  const here = useMemo(() => faults.filter((fault) => isOn(fault, place)), [faults, place])
  const lanes = useMemo(() => lanesOf(here), [here])
  const area = useRef<HTMLDivElement>(null)
  const [pen, setPen] = useState<{ readonly from: number; readonly to: number }>()
  const span = pen && drawn(scale, pen.from, pen.to)
  const height = (1 + Math.max(0, ...lanes.values())) * LANE_HEIGHT

  const pixel = (event: PointerEvent): number => event.clientX - (area.current?.getBoundingClientRect().left ?? 0)

  function select(): void {
    if (place.type === 'node') app.selection.select({ nodes: [place.node as NodeId] })
    else app.selection.select({ edges: [place.edge as EdgeId] })
  }

  function letGo(done: boolean): void {
    if (done && span) add(place, effect, span)
    else if (done && pen) select()
    setPen(undefined)
  }

  return (
    <fieldset className={css.track} aria-label={t('track', { place: name })} data-selected={selected}>
      <div className={css.name}>
        <button type="button" className={css.place} title={t('select', { place: name })} onClick={select}>
          {name}
        </button>
        <IconButton small label={t('add', { place: name })} icon={<Plus />} onClick={() => add(place, effect)} />
      </div>
      <div
        className={css.area}
        data-area
        ref={area}
        style={{ height }}
        onPointerDown={(event) => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          setPen({ from: pixel(event), to: pixel(event) })
        }}
        onPointerMove={(event) => pen && setPen({ from: pen.from, to: pixel(event) })}
        onPointerUp={() => letGo(true)}
        onPointerCancel={() => letGo(false)}
      >
        {here.map((fault) => (
          <FaultBar key={fault.id} fault={fault} place={name} lane={lanes.get(fault.id) ?? 0} scale={scale} />
        ))}
        {span && (
          <div
            className={css.pen}
            style={{
              left: pixelOf(scale, span.startMs),
              width: pixelOf(scale, (span.endMs ?? scale.endMs) - span.startMs),
            }}
          />
        )}
      </div>
    </fieldset>
  )
}
