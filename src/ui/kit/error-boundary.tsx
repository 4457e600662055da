// One panel's crash stays in that panel.
import { Component, type ReactNode } from 'react'
import { Button } from './button.tsx'
import css from './error-boundary.module.css'
import { useText } from './text.tsx'
import { kitTexts } from './texts.ts'

interface Props {
  readonly children: ReactNode
  /** Hands the workflow out as a file. */
  readonly onDownload: () => void
}

export class ErrorBoundary extends Component<Props, { readonly error: unknown; readonly broke: boolean }> {
  override state = { error: undefined, broke: false }

  static getDerivedStateFromError(error: unknown) {
    return { error, broke: true }
  }

  override render() {
    if (!this.state.broke) return this.props.children
    return (
      <Broken
        error={this.state.error}
        onDownload={this.props.onDownload}
        onRetry={() => this.setState({ error: undefined, broke: false })}
      />
    )
  }
}

function Broken({
  error,
  onDownload,
  onRetry,
}: {
  readonly error: unknown
  readonly onDownload: () => void
  readonly onRetry: () => void
}) {
  const t = useText(kitTexts)
  return (
    <div className={css.broken} role="alert">
      <p>{t('panelBroke')}</p>
      <pre className={css.detail}>{error instanceof Error ? error.message : String(error)}</pre>
      <div className={css.actions}>
        <Button onClick={onRetry}>{t('tryAgain')}</Button>
        <Button onClick={onDownload}>{t('download')}</Button>
      </div>
    </div>
  )
}
