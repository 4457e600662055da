import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readKindPage, readKindPages } from './kind-pages.ts'

test('a page is read as its lead and its sections, code apart from text, without links and without the table of tests', () => {
  const text =
    '# queue\n\nA `queue`.\n\n## Emulated\n\n- One\n  goes on [V].\n- [Two](../two.md)\n\nSources: three.\n\n## Rules and their tests\n\n| a | `b` |\n'
  expect(readKindPage('queue', text)).toEqual({
    name: 'queue',
    lead: [
      {
        at: 0,
        listed: false,
        pieces: [
          { at: 0, text: 'A ', code: false },
          { at: 1, text: 'queue', code: true },
          { at: 2, text: '.', code: false },
        ],
      },
    ],
    sections: [
      {
        heading: 'Emulated',
        blocks: [
          { at: 0, listed: true, pieces: [{ at: 0, text: 'One goes on [V].', code: false }] },
          { at: 1, listed: true, pieces: [{ at: 0, text: 'Two', code: false }] },
          { at: 2, listed: false, pieces: [{ at: 0, text: 'Sources: three.', code: false }] },
        ],
      },
    ],
  })
})

test('the page of every kind says what is emulated, simplified and left out', () => {
  const pages = readKindPages(resolve(import.meta.dirname, '../..'))
  expect(pages.map(({ name }) => name)).toContain('queue')
  for (const { name, sections } of pages) {
    expect(
      sections.map(({ heading }) => heading),
      name,
    ).toEqual(['Emulated', 'Simplified', 'Left out'])
    for (const { heading, blocks } of sections) expect(blocks.length, `${name}: ${heading}`).toBeGreaterThan(0)
  }
})
