// Lines never move between a source and what is compiled from it; columns do. A line's map is a flat list of pairs
// (compiled column, source column), both from 0 and ascending; an empty list is the identity.
export type ColumnPairs = readonly number[]
export type LineMap = readonly ColumnPairs[]

const IDENTITY: ColumnPairs = []

/** The source column of a compiled one; undefined before the first pair, which is text of ours. */
export const sourceColumn = (pairs: ColumnPairs, column: number): number | undefined => {
  if (pairs.length === 0) return column
  let low = 0
  let high = pairs.length / 2 - 1
  if (column < (pairs[0] ?? 0)) return undefined
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((pairs[middle * 2] ?? 0) <= column) low = middle
    else high = middle - 1
  }
  const mapped = (pairs[low * 2 + 1] ?? 0) + column - (pairs[low * 2] ?? 0)
  const next = pairs[low * 2 + 3]
  return next === undefined ? mapped : Math.min(mapped, next)
}

export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
  /** The character at `end` is told to be at this place of the same line, where the user would look for it. */
  readonly standsFor?: number
}

const withoutRepeats = (pairs: readonly number[]): ColumnPairs => {
  const kept: number[] = []
  for (let i = 0; i < pairs.length; i += 2) {
    const from = pairs[i] ?? 0
    const to = pairs[i + 1] ?? 0
    const last = kept.length - 2
    if (last >= 0 && kept[last] === from) {
      kept[last + 1] = to
      continue
    }
    if (last >= 0 && (kept[last + 1] ?? 0) - (kept[last] ?? 0) === to - from) continue
    kept.push(from, to)
  }
  return kept.length === 2 && kept[0] === 0 && kept[1] === 0 ? IDENTITY : kept
}

/** Pairs of (compiled, middle) after pairs of (middle, source). */
const composeLine = (outer: readonly number[], inner: ColumnPairs): ColumnPairs => {
  if (outer.length === 0) return inner
  const points: [number, number][] = []
  for (let i = 0; i < outer.length; i += 2) {
    points.push([outer[i] ?? 0, sourceColumn(inner, outer[i + 1] ?? 0) ?? 0])
  }
  let at = 0
  for (let i = 0; i < inner.length; i += 2) {
    const middle = inner[i] ?? 0
    while (at + 2 < outer.length && (outer[at + 3] ?? 0) <= middle) at += 2
    const delta = (outer[at] ?? 0) - (outer[at + 1] ?? 0)
    points.push([middle + delta, inner[i + 1] ?? 0])
  }
  points.sort((a, b) => a[0] - b[0])
  return withoutRepeats(points.flat())
}

/** Single characters that are told to be elsewhere. */
const withMoved = (
  pairs: ColumnPairs,
  inner: ColumnPairs,
  moved: readonly (readonly [number, number])[],
): ColumnPairs => {
  if (moved.length === 0) return pairs
  const points: [number, number][] = pairs.length === 0 ? [[0, 0]] : []
  for (let i = 0; i < pairs.length; i += 2) points.push([pairs[i] ?? 0, pairs[i + 1] ?? 0])
  for (const [column, middle] of moved) {
    points.push([column, sourceColumn(inner, middle) ?? 0], [column + 1, sourceColumn(pairs, column + 1) ?? 0])
  }
  points.sort((a, b) => a[0] - b[0])
  return withoutRepeats(points.flat())
}

/**
 * Applies edits, none of which adds or removes a line end, and maps the result's columns to those of the text that
 * `inner` maps from. Edits at one place come out in the order given.
 */
export const applyEdits = (text: string, edits: readonly Edit[], inner: LineMap): { text: string; map: LineMap } => {
  const ordered = edits
    .map((edit, index) => ({ edit, index }))
    .sort((a, b) => a.edit.start - b.edit.start || a.index - b.index)
  const pieces: string[] = []
  const lines: ColumnPairs[] = []
  let copied = 0
  let next = 0
  let lineStart = 0
  for (let line = 0; ; line += 1) {
    const newline = text.indexOf('\n', lineStart)
    const lineEnd = newline < 0 ? text.length : newline
    const outer: number[] = []
    const moved: [number, number][] = []
    let delta = 0
    for (; next < ordered.length; next += 1) {
      const edit = ordered[next]?.edit
      if (edit === undefined || edit.start > lineEnd) break
      pieces.push(text.slice(copied, edit.start), edit.text)
      copied = edit.end
      if (edit.standsFor !== undefined && edit.standsFor >= lineStart) {
        moved.push([edit.end - lineStart + delta, edit.standsFor - lineStart])
      }
      const grown = edit.text.length - (edit.end - edit.start)
      if (grown === 0) continue
      const column = edit.start - lineStart
      if (outer.length === 0) outer.push(0, 0)
      outer.push(column + delta, column)
      delta += grown
      outer.push(edit.end - lineStart + delta, edit.end - lineStart)
    }
    const before = inner[line] ?? IDENTITY
    lines.push(withMoved(composeLine(outer, before), before, moved))
    if (newline < 0) break
    lineStart = newline + 1
  }
  pieces.push(text.slice(copied))
  return { text: pieces.join(''), map: lines }
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The columns of a version 3 source map with one source whose lines stay where they are. */
export const columnsOfSourceMap = (mappings: string): LineMap => {
  let sourceLine = 0
  let sourceAt = 0
  return mappings.split(';').map((line, index) => {
    let column = 0
    const pairs: number[] = [0, 0]
    for (const segment of line === '' ? [] : line.split(',')) {
      const fields: number[] = []
      let value = 0
      let shift = 0
      for (const character of segment) {
        const digit = BASE64.indexOf(character)
        value |= (digit & 31) << shift
        shift += 5
        if ((digit & 32) !== 0) continue
        fields.push((value & 1) === 1 ? -(value >>> 1) : value >>> 1)
        value = 0
        shift = 0
      }
      column += fields[0] ?? 0
      sourceLine += fields[2] ?? 0
      sourceAt += fields[3] ?? 0
      if (fields.length >= 4 && sourceLine === index) pairs.push(column, sourceAt)
    }
    return withoutRepeats(pairs)
  })
}
