// What the two test runners report, as one sum.
import { existsSync, readFileSync } from 'node:fs'

export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** The skipped ones' names. */
  readonly skippedNames: readonly string[]
}

interface VitestReport {
  readonly success: boolean
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}

interface PlaywrightSuite {
  readonly title: string
  readonly suites?: readonly PlaywrightSuite[]
  readonly specs: readonly { readonly title: string; readonly tests: readonly { readonly status: string }[] }[]
}
interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[]
  readonly errors: readonly unknown[]
}

/** A runner that wrote no report, or broke outside a test, counts as one failed test: silence is not success. */
export const BROKEN: Counts = { passed: 0, failed: 1, skipped: 0, skippedNames: [] }

export const addCounts = (a: Counts, b: Counts): Counts => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
  skippedNames: [...a.skippedNames, ...b.skippedNames],
})

interface Outcome {
  readonly name: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
}

const count = (outcomes: readonly Outcome[]): Counts => {
  const skippedNames = outcomes.filter((one) => one.outcome === 'skipped').map((one) => one.name)
  return {
    passed: outcomes.filter((one) => one.outcome === 'passed').length,
    failed: outcomes.filter((one) => one.outcome === 'failed').length,
    skipped: skippedNames.length,
    skippedNames,
  }
}

export const countVitest = (report: VitestReport): Counts => {
  const tests = report.testResults.flatMap((file): Outcome[] =>
    // A file that fails before its first test (an import that breaks) has no test to count.
    file.assertionResults.length === 0 && file.status === 'failed'
      ? [{ name: file.name, outcome: 'failed' as const }]
      : file.assertionResults.map((one) => ({
          name: one.fullName,
          outcome: one.status === 'passed' || one.status === 'failed' ? one.status : ('skipped' as const),
        })),
  )
  const counts = count(tests)
  return report.success || counts.failed > 0 ? counts : addCounts(counts, BROKEN)
}

export const countPlaywright = (report: PlaywrightReport): Counts => {
  const visit = (
    suite: PlaywrightSuite,
    path: string,
  ): { name: string; outcome: 'passed' | 'failed' | 'skipped' }[] => [
    ...suite.specs.flatMap((spec) =>
      spec.tests.map((one) => ({
        name: `${path} › ${spec.title}`,
        outcome:
          one.status === 'expected' || one.status === 'flaky'
            ? ('passed' as const)
            : one.status === 'skipped'
              ? ('skipped' as const)
              : ('failed' as const),
      })),
    ),
    ...(suite.suites ?? []).flatMap((inner) => visit(inner, `${path} › ${inner.title}`)),
  ]
  const counts = count(report.suites.flatMap((suite) => visit(suite, suite.title)))
  return report.errors.length === 0 || counts.failed > 0 ? counts : addCounts(counts, BROKEN)
}

export const readCounts = <Report>(path: string, toCounts: (report: Report) => Counts): Counts =>
  existsSync(path) ? toCounts(JSON.parse(readFileSync(path, 'utf8')) as Report) : BROKEN
