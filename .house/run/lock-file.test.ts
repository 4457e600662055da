// `npm ci` is the first thing a newcomer runs, on a machine of any kind.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { completeLock, type LockedPackages, missingFromLock } from './lock-file.ts'

const tool: LockedPackages = {
  '': { dependencies: {} },
  'node_modules/zebra': { version: '1.0.0' },
  'node_modules/tool': {
    version: '2.0.0',
    dev: true,
    optionalDependencies: {
      '@tool/cli-linux-x64-musl': '2.0.0',
      '@tool/cli-linux-x64': '2.0.0',
      '@tool/cli-win32-arm64': '2.0.0',
    },
  },
  'node_modules/@tool/cli-linux-x64': { version: '2.0.0', optional: true },
}

test('a build for another platform that the lock leaves out is found', () => {
  expect(missingFromLock(tool).map((one) => one.name)).toEqual(['@tool/cli-linux-x64-musl', '@tool/cli-win32-arm64'])
})

test('and put back with the platform its name tells', () => {
  const complete = completeLock(tool)
  expect(missingFromLock(complete)).toEqual([])
  expect(complete['node_modules/@tool/cli-linux-x64-musl']).toEqual({
    version: '2.0.0',
    cpu: ['x64'],
    dev: true,
    libc: ['musl'],
    optional: true,
    os: ['linux'],
  })
  expect(complete['node_modules/@tool/cli-win32-arm64']).toMatchObject({ cpu: ['arm64'], os: ['win32'] })
  expect(Object.keys(complete).at(0)).toBe('')
  expect(Object.keys(complete).at(-1)).toBe('node_modules/zebra')
})

test('an optional package whose name tells no platform is not guessed at', () => {
  const packages = { '': {}, 'node_modules/tool': { optionalDependencies: { extra: '1.0.0' } } }
  expect(() => completeLock(packages)).toThrow('extra does not say which platform')
})

test('this house’s lock leaves out none (else: npm run lock)', () => {
  const lock = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package-lock.json'), 'utf8')) as {
    packages: LockedPackages
  }
  expect(missingFromLock(lock.packages)).toEqual([])
})
