// `npm run lock`, after any `npm install`: completes package-lock.json for the platforms the registry left out.
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { completeLock, type LockedPackages } from './lock-file.ts'

const path = resolve(import.meta.dirname, '../../package-lock.json')
const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: LockedPackages }
writeFileSync(path, `${JSON.stringify({ ...lock, packages: completeLock(lock.packages) }, null, 2)}\n`)
