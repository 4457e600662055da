// Which Chromium the journeys take, on every machine we can think of.
import { describe, expect, test } from 'vitest'
import { ensureChromium, lookForChromium, type Machine } from './find-chromium.ts'

interface Imagined {
  readonly environment?: Readonly<Record<string, string>>
  readonly commands?: readonly string[]
  readonly starting?: readonly string[]
  readonly isRoot?: boolean
  /** What a command line brings, once run; a command line not listed fails. */
  readonly brings?: Readonly<Record<string, string>>
}

const PLAYWRIGHT = '/cache/playwright/chrome'

const imagine = (of: Imagined) => {
  const ran: string[] = []
  const said: string[] = []
  const commands = [...(of.commands ?? [])]
  const starting = [...(of.starting ?? [])]
  const machine: Machine = {
    environment: of.environment ?? {},
    isRoot: of.isRoot ?? false,
    which: (command) => (commands.includes(command) ? `/usr/bin/${command}` : undefined),
    starts: (path) => starting.includes(path),
    playwrightPath: () => PLAYWRIGHT,
    run: (command, args) => {
      const line = [command, ...args].join(' ')
      ran.push(line)
      const brought = of.brings?.[line]
      if (brought === undefined) return false
      if (brought !== '') {
        commands.push(brought.slice(brought.lastIndexOf('/') + 1))
        starting.push(brought)
      }
      return true
    },
    say: (sentence) => said.push(sentence),
  }
  return { machine, ran, said }
}

const UPDATE = 'apt-get update'
const INSTALL = 'apt-get install -y --no-install-recommends chromium'
const OWN = 'npx --no-install playwright install chromium'

describe('a Chromium that is there', () => {
  test('is the one FAASLAB_CHROMIUM names, before all others', () => {
    const { machine } = imagine({
      environment: { FAASLAB_CHROMIUM: '/opt/mine', CHROME_PATH: '/opt/other' },
      commands: ['chromium'],
      starting: ['/opt/mine', '/opt/other', '/usr/bin/chromium', PLAYWRIGHT],
    })
    expect(lookForChromium(machine)).toEqual({ path: '/opt/mine' })
  })

  test('is the one CHROME_PATH names when FAASLAB_CHROMIUM is empty', () => {
    const { machine } = imagine({ environment: { FAASLAB_CHROMIUM: '', CHROME_PATH: '/opt/c' }, starting: ['/opt/c'] })
    expect(lookForChromium(machine)).toEqual({ path: '/opt/c' })
  })

  test('is never another one than the one that was named', () => {
    const { machine, ran } = imagine({
      environment: { FAASLAB_CHROMIUM: '/opt/gone' },
      commands: ['chromium', 'apt-get'],
      starting: ['/usr/bin/chromium'],
      isRoot: true,
    })
    expect(ensureChromium(machine)).toEqual({ reason: expect.stringContaining('FAASLAB_CHROMIUM names /opt/gone') })
    expect(ran).toEqual([])
  })

  test('is the system’s before Playwright’s own', () => {
    const { machine } = imagine({ commands: ['google-chrome'], starting: ['/usr/bin/google-chrome', PLAYWRIGHT] })
    expect(lookForChromium(machine)).toEqual({ path: '/usr/bin/google-chrome' })
  })

  test('is passed over when it is a stub that does not start', () => {
    const { machine } = imagine({ commands: ['chromium-browser'], starting: [PLAYWRIGHT] })
    expect(lookForChromium(machine)).toEqual({ path: PLAYWRIGHT })
  })
})

describe('where there is none', () => {
  test('root installs it with apt-get after an update', () => {
    const { machine, ran, said } = imagine({
      commands: ['apt-get'],
      isRoot: true,
      brings: { [UPDATE]: '', [INSTALL]: '/usr/bin/chromium' },
    })
    expect(ensureChromium(machine)).toEqual({ path: '/usr/bin/chromium' })
    expect(ran).toEqual([UPDATE, INSTALL])
    expect(said).toEqual(['No Chromium here: installing it with apt-get.'])
  })

  test('a user does so through sudo that asks nothing', () => {
    const { machine, ran } = imagine({
      commands: ['apt-get', 'sudo'],
      brings: { [`sudo -n ${UPDATE}`]: '', [`sudo -n ${INSTALL}`]: '/usr/bin/chromium' },
    })
    expect(ensureChromium(machine)).toEqual({ path: '/usr/bin/chromium' })
    expect(ran).toEqual([`sudo -n ${UPDATE}`, `sudo -n ${INSTALL}`])
  })

  test('Playwright’s own is taken when the package brings only a stub', () => {
    const { machine, ran } = imagine({
      commands: ['apt-get'],
      isRoot: true,
      brings: { [UPDATE]: '', [INSTALL]: '', [OWN]: PLAYWRIGHT },
    })
    expect(ensureChromium(machine)).toEqual({ path: PLAYWRIGHT })
    expect(ran).toEqual([UPDATE, INSTALL, OWN])
  })

  test('Playwright’s own is taken where there is no apt-get', () => {
    const { machine, ran } = imagine({ brings: { [OWN]: PLAYWRIGHT } })
    expect(ensureChromium(machine)).toEqual({ path: PLAYWRIGHT })
    expect(ran).toEqual([OWN])
  })

  test('and none can be had, one sentence says what was tried and what to do', () => {
    const { machine } = imagine({ commands: ['apt-get'], isRoot: true })
    expect(ensureChromium(machine)).toEqual({
      reason: `The browser journeys need a Chromium and none could be installed (tried: ${UPDATE}; ${OWN}). Install one and set FAASLAB_CHROMIUM to its path.`,
    })
  })
})
