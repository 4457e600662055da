// When a dialog is gone, the focus is where it was before, in the same instant: keys that follow find it there. Who
// took it meanwhile keeps it; where it was is gone, the canvas has it.
import { useEffect, useState } from 'react'
import { useApp } from '../app-context.tsx'

export function useFocusBack(): void {
  const app = useApp()
  const [before] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      if (document.activeElement !== document.body) return
      const there = (before instanceof HTMLElement || before instanceof SVGElement) && before.isConnected
      if (there && before !== document.body) before.focus()
      else app.canvas.current?.focus()
    },
    [app, before],
  )
}
