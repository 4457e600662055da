// Where everything is: top bar; left, canvas, inspector; the dock below them all. Sizes and what is folded are remembered.
import { ErrorBoundary, lazyAfterPaint, Splitter, useText } from '#ui/kit'
import { codeOf } from '#workflow'
import { type ReactNode, Suspense } from 'react'
import { LeftPanel } from '../left/left-panel.tsx'
import { Dock } from '../panels/dock.tsx'
import { useApp, usePreferences, useSelection, useView, useWorkflow } from './app-context.tsx'
import { ConsentBar } from './consent-bar.tsx'
import css from './layout.module.css'
import type { Region } from './regions.ts'
import { shellTexts } from './texts.ts'
import { TopBar } from './top-bar.tsx'

// The page is seen before what fills its middle and its sides has arrived.
const Canvas = lazyAfterPaint(async () => (await import('../canvas/canvas.tsx')).Canvas)
const FaultStrip = lazyAfterPaint(async () => (await import('../faults/fault-strip.tsx')).FaultStrip)
const Inspector = lazyAfterPaint(async () => (await import('../inspector/inspector.tsx')).Inspector)

/** On a small screen the graph needs the room more. */
const isSmall = innerWidth < 1200

/** Pixels, whatever the window: a panel's content does not grow with the screen. */
const SIZES = {
  left: { initial: isSmall ? 184 : 224, minimum: 176, maximum: 420 },
  inspector: { initial: isSmall ? 280 : 340, minimum: 260, maximum: 900 },
  /** Code wants more room than fields. */
  code: { initial: isSmall ? 440 : 560, minimum: 320, maximum: 1100 },
  dock: { initial: 260, minimum: 120, maximum: 640 },
} as const

type PanelName = keyof typeof SIZES

function usePanel(name: PanelName) {
  const app = useApp()
  const state = usePreferences((preferences) => preferences.panels[name])
  const { initial, minimum, maximum } = SIZES[name]
  const kept = state && state.size >= minimum && state.size <= maximum ? state.size : initial
  return {
    size: kept,
    minimum,
    maximum,
    collapsed: state?.collapsed ?? false,
    onResize: (size: number) => app.preferences.setPanel(name, { size, collapsed: false }),
    onToggle: () => app.preferences.setPanel(name, { collapsed: !(state?.collapsed ?? false) }),
  }
}

/** One panel for two purposes: its width goes with what it shows, whether it is folded does not. */
function useInspectorPanel() {
  const code = useView((state) => state.inspector === 'code')
  const hasCode = useCodeSelected()
  const fields = usePanel('inspector')
  const wide = usePanel('code')
  return code && hasCode ? { ...fields, ...wide, collapsed: fields.collapsed, onToggle: fields.onToggle } : fields
}

function useCodeSelected(): boolean {
  const target = useSelection((state) => state.target)
  return useWorkflow((workflow) => target.type === 'node' && codeOf(workflow.nodes[target.node]) !== undefined)
}

export function Layout() {
  const t = useText(shellTexts)
  const left = usePanel('left')
  const inspector = useInspectorPanel()
  const dock = usePanel('dock')
  return (
    <div className={css.page}>
      <RegionBox region="top" label={t('top')} as="header">
        <TopBar />
      </RegionBox>
      <p className={css.narrow}>{t('narrow')}</p>
      <div className={css.middle}>
        {!left.collapsed && (
          <>
            <RegionBox region="left" label={t('left')} size={left.size}>
              <LeftPanel />
            </RegionBox>
            <Splitter label={t('resizeLeft')} orientation="vertical" grows={1} {...left} />
          </>
        )}
        <div className={css.centre}>
          <ConsentBar />
          <RegionBox region="canvas" label={t('canvas')} as="main">
            <Canvas />
          </RegionBox>
          <RegionBox region="faults" label={t('faults')}>
            <FaultStrip />
          </RegionBox>
        </div>
        {!inspector.collapsed && (
          <>
            <Splitter label={t('resizeInspector')} orientation="vertical" grows={-1} {...inspector} />
            <RegionBox region="inspector" label={t('inspector')} size={inspector.size}>
              <Inspector />
            </RegionBox>
          </>
        )}
      </div>
      {!dock.collapsed && <Splitter label={t('resizeDock')} orientation="horizontal" grows={-1} {...dock} />}
      <div className={css.dock} style={{ height: dock.collapsed ? undefined : dock.size }}>
        <RegionBox region="dock" label={t('dock')}>
          <Dock collapsed={dock.collapsed} onToggle={dock.onToggle} />
        </RegionBox>
      </div>
    </div>
  )
}

function RegionBox({
  region,
  label,
  size,
  as: Element = 'section',
  children,
}: {
  readonly region: Region
  readonly label: string
  readonly size?: number
  readonly as?: 'section' | 'main' | 'header'
  readonly children: ReactNode
}) {
  const app = useApp()
  return (
    <Element
      className={css.region}
      data-region={region}
      aria-label={label}
      style={size === undefined ? undefined : { width: size }}
    >
      <ErrorBoundary onDownload={() => app.storage.downloadCopy()}>
        <Suspense>{children}</Suspense>
      </ErrorBoundary>
    </Element>
  )
}
