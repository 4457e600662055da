// The command line: the same emulator without a browser. Wiring alone.
import { readArguments, USAGE } from './cli/arguments.ts'
import { check, type Console, invoke, run } from './cli/commands.ts'
import { ghost } from './cli/ghost.ts'
import { lesson } from './cli/lesson.ts'

const io: Console = {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
}

async function main(args: readonly string[]): Promise<number> {
  const request = readArguments(args)
  if (!request.ok) {
    io.error(`${request.error}\nfaaslab --help says what there is.\n`)
    return 2
  }
  switch (request.value.command) {
    case 'help':
      io.out(USAGE)
      return 0
    case 'run':
      return run(request.value, io)
    case 'invoke':
      return invoke(request.value, io)
    case 'check':
      return check(request.value.file, io)
    case 'ghost':
      return ghost(request.value, io)
    case 'lesson':
      return lesson(request.value, io)
  }
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status
  },
  (error: unknown) => {
    io.error(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exitCode = 70
  },
)
