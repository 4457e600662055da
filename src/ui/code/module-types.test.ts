import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BUILTIN_MODULES, PROVIDED_PACKAGES } from '#runtime'
import { expect, test } from 'vitest'

const types = readFileSync(join(import.meta.dirname, 'types/modules.d.ts.txt'), 'utf8')

test.each([...BUILTIN_MODULES.flatMap((name) => [name, `node:${name}`]), ...PROVIDED_PACKAGES])(
  'the editor knows the types of %s, which handlers can import',
  (name) => expect(types).toContain(`declare module '${name}' {`),
)
