// React Flow's own words for screen readers, said by us in the reader's language.
import type { AriaLabelConfig } from 'reactflow'
import type { Say } from '#ui/kit'

export const texts = (t: Say<'graph' | 'port'>): Partial<AriaLabelConfig> => ({
  'node.a11yDescription.default': '',
  'node.a11yDescription.keyboardDisabled': '',
  'edge.a11yDescription.default': '',
  'handle.ariaLabel': t('graph'),
})
