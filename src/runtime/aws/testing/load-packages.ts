// The real SDK, bundled as the house does and evaluated as a worker does, for tests.
import { readFile } from 'node:fs/promises'
import { Script } from 'node:vm'
import { awsSdkUrl } from 'virtual:aws-sdk'
import { createPackageRegistry, DEFINE_PACKAGE_NAME } from '../../environment/package-registry.ts'
import type { PackageRegistry } from '../../environment/provided-packages.ts'
import { AWS_CLIENTS, packageTexts } from '../provided-clients.ts'

export async function loadPackages(names: readonly string[]): Promise<PackageRegistry> {
  const packages = createPackageRegistry(AWS_CLIENTS)
  const texts = await packageTexts(names, async (script) => readFile(new URL(await awsSdkUrl(script)), 'utf8'))
  const text = `(function(${DEFINE_PACKAGE_NAME}){'use strict';${texts.join('\n')}})`
  const define = new Script(text).runInThisContext() as (define: PackageRegistry['define']) => void
  define(packages.define)
  await packages.load()
  return packages
}
