import { expect, it } from 'vitest'
import { handlerChoices } from './handler-choices.ts'

it('the handlers a function could name are the exports of its code, types and data left out', () => {
  expect(
    handlerChoices({
      'index.ts': 'export const handler = async () => 1\nexport async function other() {}\nconst hidden = 1',
      'src/old.js': 'exports.main = () => {}',
      'types.d.ts': 'export const no: number',
      'data.json': '{}',
    }),
  ).toEqual(['index.handler', 'index.other', 'src/old.main'])
})
