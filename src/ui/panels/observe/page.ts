// Which rows to ask for when some are seen: whole blocks around them, so that a small scroll asks for nothing.
import { useCallback, useState } from 'react'

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

const START: Asked = pageFor({ first: 0, last: 40 })

/** The page to ask for, and what to tell when other rows are seen; it renders again only when the page is another. */
export function usePage(): readonly [page: Asked, onSeen: (seen: Seen) => void] {
  const [page, setPage] = useState(START)
  const onSeen = useCallback((seen: Seen) => {
    const next = pageFor(seen)
    setPage((old) => (old.from === next.from && old.count === next.count ? old : next))
  }, [])
  return [page, onSeen]
}
