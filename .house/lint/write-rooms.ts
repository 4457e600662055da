// `npm run rooms`: writes oxlint's configuration from the table.
import { writeFileSync } from 'node:fs'
import { oxlintConfigText } from './oxlint-config.ts'

writeFileSync('.oxlintrc.json', oxlintConfigText())
