// Export SAM: the workflow is taken along as a project that AWS's own tools read, and comes back as it was.
import { hasShared, sharedPath } from '#base/testing/shared'
import { unzipFiles } from '#formats'
import type { Locator, Page } from '@playwright/test'
import { Ajv } from 'ajv'
import { readFile } from 'node:fs/promises'
import { parse, type ScalarTag } from 'yaml'
import { choose, documentOf, download, expect, nodeOf, phaseOf, test } from '../support/journey.ts'

/** CloudFormation's own functions, which the schema takes as anything. */
const TAGS = ['Ref', 'Sub', 'GetAtt'].map(
  (name): ScalarTag => ({
    tag: `!${name}`,
    resolve: (value) => (name === 'Ref' ? { Ref: value } : { [`Fn::${name}`]: value }),
  }),
)
const SCHEMA = 'corpus/schemas/sam.schema.json'

async function openExport(page: Page): Promise<Locator> {
  await choose(page, 'File', 'Export…')
  const dialog = page.getByRole('dialog', { name: 'Export' })
  await dialog.getByRole('combobox', { name: 'Format' }).selectOption({ label: 'AWS SAM project' })
  return dialog
}

async function open(page: Page, name: string, buffer: Buffer): Promise<Locator> {
  const chooser = page.waitForEvent('filechooser')
  await choose(page, 'File', 'Open file…')
  await (await chooser).setFiles({ name, mimeType: 'application/octet-stream', buffer })
  return page.getByRole('dialog', { name: 'Imported' })
}

test('a SAM project is downloaded as a zip, and opening it gives the same document back', async ({ example: page }) => {
  const before = await documentOf(page)
  const dialog = await openExport(page)
  await expect(dialog).toContainText('template.yaml')
  await expect(dialog).toContainText('charge-card/payments.ts')
  const { name, bytes } = await download(page, () => dialog.getByRole('button', { name: 'Download as a zip' }).click())
  expect(name).toBe('Orders.zip')
  const files = unzipFiles(new Uint8Array(bytes))
  const paths = files.ok ? Object.keys(files.value) : []
  expect(paths).toEqual(
    expect.arrayContaining(['charge-card/index.ts', 'charge-card/payments.ts', 'take-order/index.ts', 'template.yaml']),
  )
  await dialog.getByRole('button', { name: 'Close' }).click()

  const imported = await open(page, name, bytes)
  await expect(imported).toContainText('7 nodes, 6 connections, 3 files')
  await imported.getByRole('button', { name: 'OK' }).click()
  // From elsewhere: it waits to be allowed.
  await expect(phaseOf(page)).toHaveText('Not running')
  await expect(nodeOf(page, 'ChargeCard')).toBeVisible()
  expect(await documentOf(page)).toBe(before)
})

test('the template as text says what it can’t express, and AWS’s schema for SAM holds for it', async ({
  example: page,
}) => {
  const dialog = await openExport(page)
  const notes = dialog.getByRole('listitem')
  await expect(notes.filter({ hasText: 'Shoppers' })).not.toHaveCount(0)
  await expect(notes.filter({ hasText: 'PaymentProvider' })).not.toHaveCount(0)
  const text = await dialog.getByRole('textbox', { name: 'Text of template.yaml' }).inputValue()
  expect(text).toContain('AWS::Serverless::Function')
  test.skip(!hasShared(SCHEMA), 'the schema lies in ../shared')
  const { $schema: _draft, ...schema } = JSON.parse(await readFile(sharedPath(SCHEMA), 'utf8')) as Record<
    string,
    unknown
  >
  const validate = new Ajv({ strict: false }).compile(schema)
  expect(validate(parse(text, { customTags: TAGS })) || validate.errors).toBe(true)
})

test('somebody else’s template opens with what was understood and what was not', async ({ example: page }) => {
  const template = [
    'Transform: AWS::Serverless-2016-10-31',
    'Resources:',
    '  Resize:',
    '    Type: AWS::Serverless::Function',
    '    Properties: { Runtime: nodejs20.x, Handler: app.handler, InlineCode: "exports.handler = async () => 1" }',
    '  Pictures:',
    '    Type: AWS::Rekognition::Collection',
    '',
  ].join('\n')
  const imported = await open(page, 'template.yaml', Buffer.from(template))
  await expect(imported.getByRole('listitem').filter({ hasText: 'Pictures' })).not.toHaveCount(0)
  await imported.getByRole('button', { name: 'OK' }).click()
  await expect(nodeOf(page, 'Resize')).toBeVisible()
})
