import { expect, test } from 'vitest'
import { NODE_KINDS } from '#nodes/models'
import { ordersExample, serializeWorkflow } from '#workflow'
import { formats } from './list.ts'
import { formatSentence } from './sentences.ts'

test('every format writes each kind or says why not', () => {
  for (const format of formats) {
    for (const kind of NODE_KINDS) {
      const why = format.whyNot(kind)
      if (why) expect(formatSentence({ code: why, data: { name: kind } }, 'en'), `${format.id} ${kind}`).toContain(kind)
    }
  }
  expect(formats.find(({ id }) => id === 'sam')?.whyNot('client')).toBe('sam-no-client')
})

test('what a format writes it reads as the same document', () => {
  for (const format of formats) {
    const example = ordersExample()
    const { files, main } = format.write(example)
    const read = format.read(files[main] as string, files, 'x')
    expect(read.ok && serializeWorkflow(read.value.workflow), format.id).toBe(serializeWorkflow(example))
  }
})

test('a template’s resource that is not drawn is said', () => {
  const template = 'Resources: { People: { Type: AWS::Cognito::UserPool }, Orders: { Type: AWS::SQS::Queue } }'
  const read = formats.find(({ id }) => id === 'sam')?.read(template, {}, 'x')
  expect(read?.ok && read.value.notes.map((note) => formatSentence(note, 'en'))).toEqual([
    'People (AWS::Cognito::UserPool) is not emulated here and not drawn. It is kept and exported.',
  ])
})
