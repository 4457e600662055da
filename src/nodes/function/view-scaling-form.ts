// The ways of scaling and their parameters, each with its source, as data for the inspector.
import type { Variant } from '#ui/kit'

const lambdaScaling = { en: 'Lambda scaling behavior', 'zh-CN': 'Lambda 扩展行为' }
const lambdaQuotas = { en: 'Lambda quotas', 'zh-CN': 'Lambda 配额' }

const lambda: Variant = {
  value: 'lambda',
  label: { en: 'As Lambda does', 'zh-CN': '按 Lambda 的方式' },
  fields: [
    {
      field: 'accountConcurrency',
      control: 'number',
      integer: true,
      minimum: 1,
      maximum: 100_000,
      label: { en: 'Concurrency of the account', 'zh-CN': '账户并发' },
      help: {
        en: 'What other functions reserve is not there; a new account may have 10',
        'zh-CN': '其他函数预留的部分不可用；新账户可能只有 10',
      },
      source: lambdaQuotas,
    },
    {
      field: 'environmentsPer10s',
      control: 'number',
      integer: true,
      minimum: 1,
      maximum: 100_000,
      label: { en: 'New environments in 10 s', 'zh-CN': '每 10 秒新增环境' },
      source: lambdaScaling,
    },
  ],
  initial: { accountConcurrency: 1000, environmentsPer10s: 1000 },
}

export const scalingVariants: readonly Variant[] = [lambda]
