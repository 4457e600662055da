// The ruler above a time canvas.
import css from './axis.module.css'
import type { Tick } from './ticks.ts'

export function Axis({ ticks, label }: { readonly ticks: readonly Tick[]; readonly label?: string }) {
  return (
    <>
      {label !== undefined && <span className={css.spoken}>{label}</span>}
      <div className={css.axis} aria-hidden="true">
        {ticks.map(({ atUs, x, text }) => (
          <span key={atUs} className={css.tick} style={{ left: x }}>
            {text}
          </span>
        ))}
      </div>
    </>
  )
}
