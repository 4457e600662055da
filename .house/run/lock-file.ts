// The lock must name every platform's build of the native tools, or `npm ci` refuses it on all of them. A registry that
// lags behind (a mirror) makes npm leave some out without a word; this puts them back by what their names say.

export interface LockedPackage {
  readonly version?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}
export type LockedPackages = Readonly<Record<string, LockedPackage>>

interface Missing {
  readonly name: string
  readonly version: string
  readonly dev: boolean
}

export const missingFromLock = (packages: LockedPackages): readonly Missing[] =>
  Object.entries(packages).flatMap(([path, one]) =>
    Object.entries(one.optionalDependencies ?? {})
      .filter(([name]) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages))
      .map(([name, version]) => ({ name, version, dev: one.dev === true })),
  )

const SYSTEMS: Readonly<Record<string, string>> = {
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  openharmony: 'openharmony',
  win32: 'win32',
}
const PROCESSORS = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x']

/** `binding-linux-arm64-musl` says what it runs on; a name that does not is no build of a native tool. */
const platformOf = (name: string) => {
  const words = name.slice(name.lastIndexOf('/') + 1).split('-')
  const system = words.find((word) => word in SYSTEMS)
  const processor = words.find((word) => PROCESSORS.includes(word))
  if (system === undefined || processor === undefined) throw new Error(`${name} does not say which platform it is for`)
  const library = words.some((word) => word.startsWith('musl')) ? 'musl' : words.includes('gnu') ? 'glibc' : undefined
  return { system, processor, library }
}

export const completeLock = (packages: LockedPackages): LockedPackages => {
  const added = missingFromLock(packages).map(({ name, version, dev }): [string, LockedPackage] => {
    const { system, processor, library } = platformOf(name)
    return [
      `node_modules/${name}`,
      {
        version,
        cpu: [processor],
        ...(dev ? { dev } : {}),
        ...(library === undefined ? {} : { libc: [library] }),
        optional: true,
        os: [system],
      },
    ]
  })
  const [top, ...others] = Object.entries(packages)
  if (top === undefined) throw new Error('the lock is empty')
  return Object.fromEntries([top, ...[...others, ...added].sort(([a], [b]) => (a < b ? -1 : 1))])
}
