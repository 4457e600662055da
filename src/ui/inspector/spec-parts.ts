// Parts that the fields of several policies are made of.
import { FAILURE_CLASSES, FALLBACK_FAILURES } from '#resilience'
import type { FieldOption, FieldSpec, FormSection, Text } from '#ui/kit'

export const RESILIENCE4J: Text = { en: 'resilience4j', 'zh-CN': 'resilience4j' }
export const GOOGLE_SRE: Text = { en: 'Google SRE book', 'zh-CN': 'Google SRE 手册' }

/** Its title is the policy's own. */
export const section = (id: string, fields: readonly FieldSpec[]): FormSection => ({
  id,
  title: { en: '', 'zh-CN': '' },
  fields,
})

export const numberField = (field: string, label: Text, minimum: number, maximum: number, unit?: '%' | 's' | '/s') => ({
  field,
  control: 'number' as const,
  label,
  minimum,
  maximum,
  ...(unit && { unit: UNITS[unit] }),
})

const UNITS: Readonly<Record<'%' | 's' | '/s', Text>> = {
  '%': { en: '%', 'zh-CN': '%' },
  s: { en: 'seconds', 'zh-CN': '秒' },
  '/s': { en: '/s', 'zh-CN': '/秒' },
}

export const durationField = (field: string, label: Text) => ({ field, control: 'duration' as const, label })

export const selectField = (field: string, label: Text, options: readonly FieldOption[]) => ({
  field,
  control: 'select' as const,
  label,
  options,
})

const FAILURE_TEXTS: Readonly<Record<(typeof FALLBACK_FAILURES)[number], Text>> = {
  network: { en: 'no connection', 'zh-CN': '无法连接' },
  timeout: { en: 'timeout', 'zh-CN': '超时' },
  throttled: { en: 'throttled', 'zh-CN': '被限流' },
  'server-error': { en: '5xx', 'zh-CN': '5xx' },
  'client-error': { en: '4xx', 'zh-CN': '4xx' },
  'function-error': { en: 'function error', 'zh-CN': '函数错误' },
  'access-denied': { en: 'access denied', 'zh-CN': '拒绝访问' },
  'not-permitted': { en: 'refused by a policy', 'zh-CN': '被策略拒绝' },
}

export const failureChoices = (field: string, label: Text, refusals = false): FieldSpec => ({
  field,
  control: 'choices',
  label,
  options: (refusals ? FALLBACK_FAILURES : FAILURE_CLASSES).map((value) => ({ value, label: FAILURE_TEXTS[value] })),
})
