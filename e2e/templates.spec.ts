// Every template: one fingerprint in the page and without a browser.
import { loadTemplates, serializeWorkflow } from '#workflow'
import { expect, test } from './support/harness.ts'
import { runHeadless } from './support/headless.ts'

/** For what has no end of its own. */
const LENGTH = '30s'

for (const { id, workflow } of await loadTemplates()) {
  test(`the template ${id} leaves the same fingerprint in the page and headless`, async ({ harness: { page } }) => {
    const { scenario } = workflow
    const duration = scenario.duration === '' ? LENGTH : scenario.duration
    const document = serializeWorkflow({ ...workflow, scenario: { ...scenario, duration } })
    const inPage = await page.evaluate((request) => window.harness.run(request), { document, seed: scenario.seed })
    expect(inPage).toMatchObject({ phase: 'ended', messages: [] })
    const headless = await runHeadless(document, scenario.seed)
    expect(inPage).toMatchObject({ fingerprint: headless.fingerprint, events: headless.events })
  })
}
