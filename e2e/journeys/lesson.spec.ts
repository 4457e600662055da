// A lesson: predict, run, see a goal missed, repair it in the inspector, run again. It is graded by what happened.
import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import {
  canvasOf,
  choose,
  command,
  expect,
  inspectorOf,
  nodeOf,
  phaseOf,
  test,
  toastOf,
  topBarOf,
} from '../support/journey.ts'

const leftOf = (page: Page): Locator => page.getByRole('region', { name: 'Left panel', exact: true })
const goalOf = (lesson: Locator, text: string): Locator =>
  lesson.getByRole('region', { name: 'Goals' }).getByRole('listitem').filter({ hasText: text })

async function setNumber(page: Page, label: string, value: number): Promise<void> {
  const field = inspectorOf(page).getByRole('textbox', { name: label })
  await field.fill(String(value))
  await field.press('Enter')
}

test('the breaker lesson: predicted, run, repaired in the inspector, passed', async ({ example: page }) => {
  await command(page, 'Lessons')
  await leftOf(page)
    .getByRole('button', { name: /^The circuit breaker/ })
    .click()
  const lesson = leftOf(page).getByRole('article', { name: 'The circuit breaker' })
  await expect(goalOf(lesson, 'few calls reach it').getByRole('img', { name: 'Not run yet' })).toBeVisible()
  await lesson.getByRole('button', { name: 'Start the lesson' }).click()
  await expect(nodeOf(page, 'CheckOut')).toBeVisible()
  await expect(phaseOf(page)).toHaveText('Not running')

  await lesson.getByRole('radio', { name: /^Never in this run/ }).check()
  await lesson.getByRole('button', { name: 'Run it' }).click()
  await expect(lesson.getByText('Goals are checked when it ends or pauses.')).toBeVisible()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await expect(lesson.getByText('So far: the run has not ended.')).toBeVisible()
  await expect(goalOf(lesson, 'The orders keep coming').getByRole('img', { name: 'Not met' })).toBeVisible()
  await expect(lesson.getByText('Your prediction was right.')).toBeHidden()

  await topBarOf(page).getByRole('combobox', { name: 'Speed' }).selectOption('max')
  await lesson.getByRole('button', { name: 'Run it' }).click()
  await expect(phaseOf(page)).toHaveText('Ended')
  await expect(lesson.getByText('Your prediction was right.')).toBeVisible()
  await expect(lesson.getByText('3 of 5 goals are met.')).toBeVisible()
  const load = goalOf(lesson, 'few calls reach it')
  await expect(load.getByRole('img', { name: 'Not met' })).toBeVisible()
  await expect(load).toContainText('150, wanted: at most 40')

  await lesson.getByRole('button', { name: 'Show a hint (3 left)' }).click()
  await expect(lesson.getByText('Hint 1')).toBeVisible()
  await expect(lesson.getByText('Hint 2')).toBeHidden()

  await canvasOf(page)
    .getByRole('button', { name: /^Policies from CheckOut to Payments/ })
    .click()
  await setNumber(page, 'Window size', 10)
  await setNumber(page, 'Calls before the rate counts', 5)
  await expect(lesson.getByText('The workflow was changed since this run.')).toBeVisible()
  await lesson.getByRole('button', { name: 'Run it' }).click()
  await expect(lesson.getByText('Passed: all goals are met.')).toBeVisible()
  await expect(lesson.getByRole('img', { name: 'Met', exact: true })).toHaveCount(5)
  await expect(phaseOf(page)).toHaveText('Ended')

  // Started over it is as it was; the repaired one is kept.
  await lesson.getByRole('button', { name: 'Start over' }).click()
  await expect(goalOf(lesson, 'few calls reach it').getByRole('img', { name: 'Not run yet' })).toBeVisible()
  await choose(page, 'File', 'Workflows in this browser…')
  await expect(page.getByRole('dialog').getByText('Lesson: circuit breaker')).toHaveCount(2)
})

for (const theme of ['Dark', 'Light'] as const) {
  test(`${theme.toLowerCase()}: axe finds nothing serious in the lessons, and Chinese says them, too`, async ({
    example: page,
  }) => {
    await choose(page, 'Theme', theme)
    await page.getByRole('tab', { name: 'Lessons' }).click()
    await expect(leftOf(page).getByRole('list', { name: 'Lessons' }).getByRole('listitem')).toHaveCount(3)
    const serious = async (): Promise<readonly string[]> => {
      const { violations } = await new AxeBuilder({ page })
        .include('[data-region="left"]')
        .exclude('iframe')
        .setLegacyMode(true)
        .analyze()
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
    }
    expect.soft(await serious(), 'list').toEqual([])
    await leftOf(page)
      .getByRole('button', { name: /^Retry storms/ })
      .press('Enter')
    await expect(leftOf(page).getByRole('article')).toBeVisible()
    expect.soft(await serious(), 'lesson').toEqual([])
    await command(page, '简体中文')
    await expect(page.getByRole('article', { name: '重试风暴与抖动' })).toBeVisible()
    await expect(page.getByRole('button', { name: '开始课程' })).toBeVisible()
  })
}

const words = (en: string): { en: string; zh: string } => ({ en, zh: en })

/** A teacher's own: one function that says whether it ran. */
const OWN = {
  format: 'faaslab-lesson',
  version: 1,
  id: 'own',
  title: words('A <b>lesson</b> of my own'),
  idea: words('Look before you run.'),
  intro: words('One.\n\nTwo.'),
  prediction: { question: words('Will it?'), options: [words('Yes'), words('No')], answer: 0, why: words('So.') },
  hints: [],
  goals: [
    {
      kind: 'amount',
      text: words('It ran'),
      measure: { kind: 'count', of: { type: 'log-written', node: 'Work', where: { line: 'ran' } } },
      atLeast: 1,
    },
  ],
  start: {
    format: 'faaslab',
    version: 1,
    name: 'Own',
    nodes: {
      a: { kind: 'client', name: 'One', position: { x: 0, y: 0 }, config: { arrivals: { shape: 'single' } } },
      b: { kind: 'function', name: 'Work', position: { x: 400, y: 0 }, config: { codeUri: 'work' } },
    },
    edges: { c: { from: { node: 'a', port: 'call' }, to: { node: 'b', port: 'invoke' } } },
    files: { 'work/index.js': "exports.handler = async () => { console.log('ran') }" },
  },
  solution: {},
}

async function openLesson(page: Page, lesson: unknown): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    leftOf(page).getByRole('button', { name: 'Open a lesson file…' }).click(),
  ])
  const buffer = Buffer.from(JSON.stringify(lesson))
  await chooser.setFiles({ name: 'own.json', mimeType: 'application/json', buffer })
}

test('a lesson from a file is text, and its code waits until it is allowed', async ({ example: page }) => {
  await page.getByRole('tab', { name: 'Lessons' }).click()
  await openLesson(page, { ...OWN, goals: [{ ...OWN.goals[0], measure: { kind: 'script', code: 'alert(1)' } }] })
  await expect(toastOf(page, /own\.json can’t be opened as a lesson\. .*goals\.0/)).toBeVisible()

  await openLesson(page, OWN)
  const lesson = leftOf(page).getByRole('article', { name: 'A <b>lesson</b> of my own' })
  await lesson.getByRole('button', { name: 'Start the lesson' }).click()
  await expect(nodeOf(page, 'Work')).toBeVisible()
  await lesson.getByRole('button', { name: 'Run it' }).click()
  await expect(phaseOf(page)).toHaveText('Not running')
  await expect(goalOf(lesson, 'It ran').getByRole('img', { name: 'Not run yet' })).toBeVisible()

  await topBarOf(page).getByRole('combobox', { name: 'Speed' }).selectOption('max')
  await page.getByRole('button', { name: 'Allow and run' }).click()
  await expect(goalOf(lesson, 'It ran').getByRole('img', { name: 'Met', exact: true })).toBeVisible()
})

test('in a narrow window there is no drawing, but lessons open from the palette', async ({ example: page }) => {
  await page.setViewportSize({ width: 700, height: 800 })
  await expect(leftOf(page)).toBeHidden()
  await command(page, 'Lessons')
  await leftOf(page)
    .getByRole('button', { name: /^Dead letters and redrive/ })
    .click()
  await leftOf(page).getByRole('button', { name: 'Start the lesson' }).click()
  await expect(nodeOf(page, 'PackOrder')).toBeVisible()
  await expect(leftOf(page).getByRole('region', { name: 'Goals' }).getByRole('listitem')).toHaveCount(5)
})

test('every lesson that comes with Faaslab is passed by its solution, in the page as without one', async ({
  example: page,
}) => {
  await topBarOf(page).getByRole('combobox', { name: 'Speed' }).selectOption('max')
  await page.getByRole('tab', { name: 'Lessons' }).click()
  const list = leftOf(page).getByRole('list', { name: 'Lessons' })
  for (let index = 0; index < 3; index++) {
    await list.getByRole('button').nth(index).click()
    await leftOf(page).getByRole('button', { name: 'Show the solution' }).click()
    await expect(phaseOf(page)).toHaveText('Not running')
    await leftOf(page).getByRole('button', { name: 'Run it' }).click()
    await expect(leftOf(page).getByText('Passed: all goals are met.')).toBeVisible({ timeout: 60_000 })
    await leftOf(page).getByRole('button', { name: 'All lessons' }).click()
  }
})
