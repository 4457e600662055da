// Which rows to ask for when some are seen: whole blocks around them, so that a small scroll asks for nothing.
const BLOCK = 100
const MARGIN = 40

export interface Seen {
  readonly first: number
  readonly last: number
}

export interface Asked {
  readonly from: number
  readonly count: number
}

export function pageFor({ first, last }: Seen): Asked {
  const from = Math.max(0, Math.floor((first - MARGIN) / BLOCK) * BLOCK)
  const to = Math.max(from + BLOCK, Math.ceil((last + MARGIN) / BLOCK) * BLOCK)
  return { from, count: to - from }
}
