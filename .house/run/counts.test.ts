// The sum that CI goes by must not turn a broken run into a green one.
import { expect, test } from 'vitest'
import { BROKEN, addCounts, countPlaywright, countVitest, readCounts } from './counts.ts'

const file = (...statuses: string[]) => ({
  name: 'a.test.ts',
  status: statuses.includes('failed') ? 'failed' : 'passed',
  assertionResults: statuses.map((status, index) => ({ fullName: `test ${index}`, status })),
})

test('unit tests are counted by what became of them', () => {
  expect(
    countVitest({
      success: false,
      testResults: [file('passed', 'failed', 'pending'), file('passed', 'skipped', 'todo')],
    }),
  ).toEqual({
    passed: 2,
    failed: 1,
    skipped: 3,
    skippedNames: ['test 2', 'test 1', 'test 2'],
  })
})

test('a test file that breaks before its first test is a failure', () => {
  const broken = { name: 'b.test.ts', status: 'failed', assertionResults: [] }
  expect(countVitest({ success: false, testResults: [file('passed'), broken] })).toMatchObject({ passed: 1, failed: 1 })
})

test('an error outside of every test is a failure', () => {
  expect(countVitest({ success: false, testResults: [file('passed')] })).toMatchObject({ passed: 1, failed: 1 })
  expect(countPlaywright({ suites: [], errors: [{ message: 'no server' }] })).toMatchObject({ passed: 0, failed: 1 })
})

test('journeys are counted in every depth of their groups', () => {
  const spec = (title: string, status: string) => ({ title, tests: [{ status }] })
  const report = {
    errors: [],
    suites: [
      {
        title: 'first-run.spec.ts',
        specs: [spec('opens', 'expected')],
        suites: [{ title: 'by keyboard', specs: [spec('draws', 'unexpected'), spec('saves', 'skipped')] }],
      },
    ],
  }
  expect(countPlaywright(report)).toEqual({
    passed: 1,
    failed: 1,
    skipped: 1,
    skippedNames: ['first-run.spec.ts › by keyboard › saves'],
  })
})

test('a report that was never written is a failure', () => {
  expect(readCounts('/nowhere/report.json', countVitest)).toEqual(BROKEN)
})

test('sums add up', () => {
  const one = { passed: 1, failed: 2, skipped: 1, skippedNames: ['a'] }
  expect(addCounts(one, one)).toEqual({ passed: 2, failed: 4, skipped: 2, skippedNames: ['a', 'a'] })
})
