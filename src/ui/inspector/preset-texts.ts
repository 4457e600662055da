// Presets by their names, and in one line what is particular about each.
import { type Policy, PRESET_NAMES, type PresetName, PRESETS } from '#resilience'
import type { Text } from '#ui/kit'

export const PRESET_TITLES: Readonly<Record<PresetName, string>> = {
  resilience4j: 'resilience4j',
  polly: 'Polly',
  opossum: 'opossum',
  cockatiel: 'cockatiel',
  'aws-sdk': 'AWS SDK',
}

export const PRESET_LINES: Readonly<Record<PresetName, Text>> = {
  resilience4j: {
    en: 'resilience4j: opens at the threshold (≥); 3 attempts are counted with the first.',
    'zh-CN': 'resilience4j：达到阈值（≥）即断开；3 次尝试含首次。',
  },
  polly: {
    en: 'Polly: opens at the threshold (≥) after failures; its 3 retries come besides the first call.',
    'zh-CN': 'Polly：失败后达到阈值（≥）即断开；3 次重试不含首次。',
  },
  opossum: {
    en: 'opossum: opens above the threshold (>), on the very first failure too; half-open by a timer.',
    'zh-CN': 'opossum：超过阈值（>）才断开，首次失败即可触发；由定时器转入半开。',
  },
  cockatiel: {
    en: 'cockatiel: five failures in a row open it; others wait for the probe; 3 retries besides the first call.',
    'zh-CN': 'cockatiel：连续五次失败即断开；其他调用等待探测；3 次重试不含首次。',
  },
  'aws-sdk': {
    en: 'AWS SDK, standard mode: 3 attempts with the first, and a bucket of tokens that all retries share.',
    'zh-CN': 'AWS SDK 标准模式：3 次尝试含首次，所有重试共用令牌桶。',
  },
}

/** The preset that a list is, unchanged. */
export function presetOf(policies: readonly Policy[]): PresetName | undefined {
  const sorted = (policy: Policy) => Object.entries(policy).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const text = JSON.stringify(policies.map(sorted))
  return PRESET_NAMES.find((name) => JSON.stringify(PRESETS[name].policies.map(sorted)) === text)
}
