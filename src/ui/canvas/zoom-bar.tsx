// Zoom, fit, tidy up, at the lower left of the canvas.
import { Maximize, Minus, Plus, Workflow } from 'lucide-react'
import { CommandButton } from '../shell/commands/command-button.tsx'
import css from './zoom-bar.module.css'

export function ZoomBar() {
  return (
    <div className={css.bar}>
      <CommandButton small id="zoom-out" icon={<Minus />} />
      <CommandButton small id="zoom-in" icon={<Plus />} />
      <CommandButton small id="fit" icon={<Maximize />} />
      <CommandButton small id="tidy-up" icon={<Workflow />} />
    </div>
  )
}
