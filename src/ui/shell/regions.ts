// The regions of the page in the order in which F6 visits them. An element says which one it is by `data-region`.
export const REGIONS = ['top', 'left', 'canvas', 'faults', 'inspector', 'dock'] as const
export type Region = (typeof REGIONS)[number]

const FOCUSABLE = 'button:not(:disabled), input, select, textarea, a[href], [tabindex="0"]'

const elementOf = (region: Region): HTMLElement | null => document.querySelector(`[data-region="${region}"]`)

export const regionOf = (element: Element | null): Region | undefined =>
  element?.closest<HTMLElement>('[data-region]')?.dataset.region as Region | undefined

function enter(region: Region): boolean {
  const element = elementOf(region)
  if (!element) return false
  const target =
    element.querySelector<HTMLElement>('.react-flow__node.selected') ??
    element.querySelector<HTMLElement>('.react-flow__node') ??
    element.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]') ??
    element.querySelector<HTMLElement>(FOCUSABLE)
  target?.focus()
  return target !== null
}

export function focusRegion(where: Region | 'next' | 'previous'): void {
  if (where !== 'next' && where !== 'previous') {
    enter(where)
    return
  }
  const step = where === 'next' ? 1 : -1
  const current = regionOf(document.activeElement)
  const start = current ? REGIONS.indexOf(current) : where === 'next' ? -1 : REGIONS.length
  for (let offset = 1; offset <= REGIONS.length; offset++) {
    const region = REGIONS[(start + step * offset + REGIONS.length * 2) % REGIONS.length]
    if (region && enter(region)) return
  }
}
