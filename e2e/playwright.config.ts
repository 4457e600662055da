// The journeys: the built page, served locally, in the Chromium that the machine has.
import { defineConfig } from '@playwright/test'
import { lookForChromium, thisMachine } from '../.house/run/find-chromium.ts'

const found = lookForChromium(thisMachine())
if (found === undefined) throw new Error('No Chromium was found. `npm test` installs one; FAASLAB_CHROMIUM names one.')
if ('reason' in found) throw new Error(found.reason)

const port = Number(process.env['FAASLAB_PORT'] ?? 4179)
const inCi = process.env['CI'] === 'true'

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  globalSetup: './support/build-harness.ts',
  outputDir: '../test-results',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: inCi,
  // A busy machine with two cores is slow, not wrong.
  timeout: 180_000,
  // Two journeys at a time on two cores: a promise of speed is kept by the test that makes it, not by this.
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    baseURL: `http://localhost:${port}/`,
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: found.path,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    },
  },
  webServer: {
    command: `npx --no-install jiti .house/run/start.ts --port ${port}`,
    cwd: '..',
    url: `http://localhost:${port}/`,
    reuseExistingServer: false,
    timeout: 180_000,
    stdout: 'ignore',
    stderr: 'pipe',
  },
})
