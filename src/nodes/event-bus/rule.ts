// What a rule is called and what its targets get, of its settings.
import type { EventRule } from './model.ts'

const MAXIMUM_RULE_NAME = 64

export const eventRuleName = ({ name }: Pick<EventRule, 'name'>, bus: string, target: string): string =>
  name === '' ? `${bus}-${target}`.slice(0, MAXIMUM_RULE_NAME) : name

/** The input settings as PutTargets takes them. */
export const targetInputSettings = ({ input, inputPath, inputTemplate, inputPaths }: EventRule) => ({
  ...(input === '' ? {} : { input }),
  ...(inputPath === '' ? {} : { inputPath }),
  ...(inputTemplate === '' ? {} : { inputTransformer: { inputPathsMap: inputPaths, inputTemplate } }),
})
