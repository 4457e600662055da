// Both languages and both themes: everything in sight follows, and nothing is left behind in the other one.
import type { Page } from '@playwright/test'
import { choose, expect, flightsOf, nodeOf, test, topBarOf } from '../support/journey.ts'

/** Names of things, which are the same in every language, and what people wrote themselves. */
const NAMES =
  /Faaslab|English|HTTP|API|Gateway|fetch|retry|circuit-breaker|timeout|README\.md|package\.json|JSON|YAML|SAM|AWS|Lambda|SQS|EventBridge|UTC|CPU|MB|KB|ID\b|Ctrl|Shift|Alt|Enter|Delete|Backspace|Esc|F\d+|resilience4j|Poisson|cron|rate|URL|POST|GET|PUT|PATCH|HEAD|OPTIONS|DELETE|\$default|max|ms|half-open|Orders(DeadLetters)?|Shoppers|Shop|TakeOrder|ChargeCard|PaymentProvider|(take-order|charge-card|\.faaslab|index|payments|template)[\w./-]*|payments\.example\.com|https?:\S+|\/orders|\/charge|ORDERS_QUEUE_URL|PAYMENT_PROVIDER_URL|20\d\d-\S+|Untitled|zip|TypeScript|Node\.js|IAM|Docker|Metadata|Handler|Scheduler|End\b|FIFO|CloudFormation|\{\{n\}\}|Retry-After|Polly|opossum|cockatiel|bulkhead|rate-limiter|fallback|hedge|hedging|adaptive-throttl\w+|SDK|S3|SNS|DynamoDB|Kinesis|Knative|\d+ min\b|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|REST|CORS|NONE|REQUEST|TOKEN|Prod\b|isAuthorized|\$(request|context|stageVariables)[\w.]*|"\w+"/g

/** What is seen or heard: texts, names and hints of everything but code, logs and payloads. */
const wordsOf = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const found = new Set<string>()
    const skip = 'script, style, [data-code-editor], textarea, pre, code, option[value=""] ~ option'
    for (const element of document.body.querySelectorAll('*')) {
      if (element.closest(skip) || !element.checkVisibility()) continue
      for (const name of ['aria-label', 'title', 'placeholder']) found.add(element.getAttribute(name) ?? '')
      for (const child of element.childNodes) if (child.nodeType === Node.TEXT_NODE) found.add(child.textContent ?? '')
    }
    return [...found].map((text) => text.trim()).filter((text) => text !== '')
  })

/** Words of three letters and more that no Chinese text is written with. */
const leftInEnglish = (texts: readonly string[]): readonly string[] =>
  texts.filter((text) => /[A-Za-z]{3}/.test(text.replace(NAMES, '')))

/** A placeholder that nobody filled, or a key instead of its text. */
const leaks = (texts: readonly string[]): readonly string[] =>
  texts.filter((text) => /(?<!\{)\{\w+[|}]|^[a-z]+[A-Z]\w*$|undefined|NaN|\[object/.test(text.replaceAll('{{n}}', '')))

const panels = ['跟踪', '日志', '熔断器', '重试', '问题'] as const

test('简体中文: chrome, panels, inspector, menus and dialogs, and back', async ({ example: page }) => {
  const texts = new Map<string, readonly string[]>()
  const look = async (where: string) => void texts.set(where, await wordsOf(page))
  await choose(page, 'Language', '简体中文')
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await expect(page.getByRole('button', { name: '暂停' })).toBeVisible()
  await look('page')
  const dock = page.getByRole('region', { name: '停靠面板', exact: true })
  for (const panel of panels) {
    await dock.getByRole('tab', { name: panel }).click()
    await expect(dock.getByRole('tabpanel', { name: panel })).not.toHaveText('…')
    await look(panel)
  }
  for (const tab of ['大纲', '文件']) {
    await page.getByRole('tab', { name: tab }).click()
    await expect(page.getByRole('tabpanel', { name: tab })).not.toBeEmpty()
    await look(tab)
  }
  const canvas = page.getByRole('main', { name: '画布' })
  const inspector = page.getByRole('region', { name: '检查器' })
  for (const name of ['Shoppers', 'Shop', 'TakeOrder', 'Orders', 'PaymentProvider']) {
    await canvas.getByRole('group', { name: new RegExp(` ${name}，`) }).click()
    await expect(inspector.getByRole('textbox').first()).toBeVisible()
    await look(`inspector of ${name}`)
    await inspector.getByRole('tab', { name: '实时' }).click()
    await look(`live of ${name}`)
    await inspector.getByRole('tab', { name: '配置' }).click()
  }
  await canvas.getByRole('button', { name: /ChargeCard.*PaymentProvider/ }).click()
  await expect(inspector).toContainText('策略')
  await look('policies')
  for (const menu of ['文件', '主题']) {
    await page.getByRole('banner').getByRole('button', { name: menu, exact: true }).click()
    await expect(page.getByRole('menu')).toBeVisible()
    await look(`menu ${menu}`)
    await page.keyboard.press('Escape')
  }
  for (const dialog of ['导出…', '保存命名版本…', '此浏览器中的工作流…']) {
    await choose(page, '文件', dialog)
    await expect(page.getByRole('dialog')).toBeVisible()
    await look(dialog)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  for (const button of ['命令面板', '键盘快捷键', '发送事件…']) {
    await page.getByRole('banner').getByRole('button', { name: button }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await look(button)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  const told = new Set<string>()
  for (const [where, seen] of texts) {
    const once = seen.filter((text) => !told.has(text))
    for (const text of once) told.add(text)
    expect.soft(leftInEnglish(once), `English in ${where}`).toEqual([])
    expect.soft(leaks(once), `unfilled in ${where}`).toEqual([])
  }
  await choose(page, '语言', 'English')
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
  expect((await wordsOf(page)).filter((text) => /\p{Script=Han}/u.test(text))).toEqual([])
})

test('dark and light, kept over a reload, as the system says where nobody chose', async ({ example: page }) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const brightness = async () => {
    const [red = 0, green = 0, blue = 0] = (await ground()).match(/[\d.]+/g)?.map(Number) ?? []
    return (red + green + blue) / 3
  }
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(brightness).toBeLessThan(64)
  await page.emulateMedia({ colorScheme: 'light' })
  await expect.poll(brightness).toBeGreaterThan(192)
  await choose(page, 'Theme', 'Dark')
  await expect.poll(brightness).toBeLessThan(64)
  await page.reload()
  await expect(nodeOf(page, 'Shop')).toBeVisible()
  await expect.poll(brightness).toBeLessThan(64)
  await choose(page, 'Theme', 'Light')
  await expect.poll(brightness).toBeGreaterThan(192)
})

test('where motion is unwelcome nothing moves: the edges say their rate instead', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto('/')
  await expect(nodeOf(page, 'Shoppers')).toContainText(/[1-9]\d* sent/)
  await expect.poll(async () => (await flightsOf(page)).painted).toBeGreaterThan(0)
  const moving = await page.evaluate(
    () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
  )
  expect(moving).toBe(0)
})

test('in forced colours every control keeps an outline', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await page.goto('/')
  const card = nodeOf(page, 'Shop')
  await expect(card).toBeVisible()
  await card.click()
  const borders = await card.evaluate(
    (element) => getComputedStyle(element.firstElementChild ?? element).borderTopStyle,
  )
  expect(borders).toBe('solid')
  await expect(topBarOf(page).getByRole('button', { name: 'Pause' })).toBeVisible()
})

test('at 1,024 pixels everything is in reach; below 768 a notice says what is not', async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 700 })
  await page.goto('/')
  await expect(nodeOf(page, 'Shop')).toBeInViewport()
  const bar = topBarOf(page)
  for (const name of ['File', 'Pause', 'Send an event…', 'Command palette', 'Keyboard shortcuts']) {
    await expect(bar.getByRole('button', { name })).toBeInViewport({ ratio: 1 })
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  await expect(page.getByText('This window is narrow.')).toBeHidden()
  await page.setViewportSize({ width: 700, height: 900 })
  await expect(page.getByText('This window is narrow.')).toBeVisible()
  await expect(bar.getByRole('button', { name: 'Pause' })).toBeInViewport({ ratio: 1 })
  await expect(nodeOf(page, 'Shop')).toBeInViewport()
})
