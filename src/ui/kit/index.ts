// The house's own controls: everything a panel is built from.
export { Button, type ButtonProps, IconButton, type IconButtonProps } from './button.tsx'
export { Dialog, type DialogProps } from './dialog.tsx'
export { EmptyState } from './empty-state.tsx'
export { ErrorBoundary } from './error-boundary.tsx'
export { type Apply, Field, type FieldFrame, type Reading } from './field.tsx'
export { firstPaint, lazyAfterPaint } from './first-paint.ts'
export { formatClock, formatCount, formatRate, formatShare, formatUs, formatUsShort } from './format.ts'
export {
  ChoicesField,
  DurationField,
  NumberField,
  SelectField,
  Switch,
  SwitchField,
  TextField,
} from './inputs.tsx'
export { KindIcon } from './kind-icon.tsx'
export {
  defineView,
  type EventSample,
  type FieldOption,
  type FieldSpec,
  type Figure,
  type FormSection,
  type KindForm,
  type SectionPreview,
  type KindView,
  type PortText,
  type Tone,
  type Variant,
} from './kind-view.ts'
export { ContextMenu, Menu, type MenuEntry } from './menu.tsx'
export { OUTCOME_COLORS, type Outcome, OUTCOMES, OutcomeMark, outcomeTexts } from './outcome.tsx'
export { PairsField } from './pairs-field.tsx'
export { Select } from './select.tsx'
export { Splitter } from './splitter.tsx'
export { type Tab, Tabs } from './tabs.tsx'
export {
  defineTexts,
  fillText,
  type Language,
  LANGUAGES,
  LanguageProvider,
  type Say,
  type Text,
  type TextData,
  type Texts,
  useLanguage,
  useSay,
  useText,
} from './text.tsx'
export { announce, type Notice, notify, ToastLayer } from './toast.tsx'
export { Tooltip, TooltipLayer } from './tooltip.tsx'
export { VirtualList, type VirtualListHandle } from './virtual-list.tsx'
