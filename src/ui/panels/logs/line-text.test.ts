import { expect, test } from 'vitest'
import { groupOf, levelsOf, oneLine } from './line-text.ts'

test('a line with line ends and tabs stands on one row', () => {
  expect(oneLine('Error: no\n\tat handler\r\n  at b\n')).toBe('Error: no ⏎  at handler ⏎   at b')
})

test('markup stays text', () => {
  expect(oneLine('<img src=x onerror=alert(1)>')).toBe('<img src=x onerror=alert(1)>')
})

test('a very long line is cut', () => {
  expect(oneLine('x'.repeat(100_000))).toHaveLength(601)
})

test('all levels and no level are no filter; one group may hold two levels', () => {
  expect(levelsOf([])).toBeUndefined()
  expect(levelsOf(['ERROR', 'WARN', 'INFO', 'DEBUG', 'PLATFORM'])).toBeUndefined()
  expect(levelsOf(['ERROR', 'WARN'])).toEqual(['ERROR', 'FATAL', 'WARN'])
  expect(groupOf('FATAL')).toBe('ERROR')
})
