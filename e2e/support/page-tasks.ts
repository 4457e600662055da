// How long the page's thread is busy at a stretch. Counted in the thread's own computing time: on a machine that others
// use as well, a task also stands still, which is no fault of the page's.
import type { Browser, Page } from '@playwright/test'

const MARK = 'faaslab-page-thread'
const TASK = 'ThreadControllerImpl::RunTask'

interface TraceRow {
  readonly name: string
  readonly pid: number
  readonly tid: number
  /** Microseconds of the thread's computing time. */
  readonly tdur?: number
}

/** The longest task of the page while `work` goes on, in milliseconds. */
export async function longestPageTaskMs(browser: Browser, page: Page, work: () => Promise<void>): Promise<number> {
  await browser.startTracing(undefined, { categories: ['toplevel', 'blink.user_timing'] })
  await page.evaluate((name) => performance.mark(name), MARK)
  await work()
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: readonly TraceRow[] }
  const thread = traceEvents.find(({ name }) => name === MARK)
  if (!thread) throw new Error('the page’s thread is not in the trace')
  const tasks = traceEvents.filter(({ name, pid, tid }) => name === TASK && pid === thread.pid && tid === thread.tid)
  if (tasks.length === 0) throw new Error('the page’s tasks are not in the trace')
  return tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur / 1000), 0)
}
