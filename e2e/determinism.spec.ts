// One document, one seed, one log of inputs: one fingerprint, in the page again and again, and without a browser.
import { soakRuns } from '#base/testing/soak'
import { serializeWorkflow } from '#workflow'
import { randomWorkflow } from '#workflow/testing/random'
import { expect, test } from './support/harness.ts'
import { runHeadless } from './support/headless.ts'

const RUNS = soakRuns(100)
/** In groups, so that two workers share them. */
const GROUP = 5

for (let from = 0; from < RUNS; from += GROUP) {
  const seeds = Array.from({ length: Math.min(GROUP, RUNS - from) }, (_, index) => from + index)
  test(`random workflows ${seeds.join(', ')} leave the same fingerprint twice in the page and once headless`, async ({
    harness: { page },
  }) => {
    test.setTimeout(180_000)
    for (const seed of seeds) {
      const document = serializeWorkflow(randomWorkflow(seed))
      const first = await page.evaluate((request) => window.harness.run(request), { document, seed })
      expect(first, `workflow ${seed}`).toMatchObject({ phase: 'ended' })
      const headless = await runHeadless(document, seed)
      if (headless.fingerprint !== first.fingerprint) {
        const rows = (await page.evaluate(() => window.harness.events())).map(({ event }) => JSON.stringify(event))
        const { rows: others } = await runHeadless(document, seed, true)
        const at = rows.findIndex((row, index) => row !== others[index])
        expect(rows.slice(Math.max(0, at - 3), at + 3), `workflow ${seed}, event ${at}`).toEqual(
          others.slice(Math.max(0, at - 3), at + 3),
        )
      }
      const again = await page.evaluate((request) => window.harness.run(request), { document, seed })
      expect(again.fingerprint, `workflow ${seed}`).toBe(first.fingerprint)
      expect(headless.fingerprint, `workflow ${seed}`).toBe(first.fingerprint)
      const other = await page.evaluate((request) => window.harness.run(request), { document, seed: seed + 1000 })
      expect(other.fingerprint, `workflow ${seed}`).not.toBe(first.fingerprint)
    }
  })
}
