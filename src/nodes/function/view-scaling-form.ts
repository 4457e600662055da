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
        en: 'Functions without a reservation share it; a new account may have 10. The workflow’s settings, where they say it, go before this',
        'zh-CN': '无预留的函数共用；新账户可能只有 10。工作流设置中若有填写，则以其为准',
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

const ours = { en: 'a bound of ours', 'zh-CN': '本工具的上限' }
const knativeConfig = { en: 'Knative, config-autoscaler', 'zh-CN': 'Knative config-autoscaler' }

const maximumWaiting = {
  field: 'maximumWaiting',
  control: 'number',
  integer: true,
  minimum: 0,
  maximum: 100_000,
  label: { en: 'Waiting at most', 'zh-CN': '最多等待' },
  help: { en: 'Whoever finds the line full is throttled', 'zh-CN': '队列已满时会被限流' },
  source: ours,
} as const

const environments = { control: 'number', integer: true, minimum: 1, maximum: 1000 } as const

const fixed: Variant = {
  value: 'fixed',
  label: { en: 'A fixed number', 'zh-CN': '固定数量' },
  fields: [
    { ...environments, field: 'environments', label: { en: 'Environments', 'zh-CN': '环境数' }, source: ours },
    maximumWaiting,
  ],
  initial: { environments: 10, maximumWaiting: 1000 },
}

const keepAlive: Variant = {
  value: 'keep-alive',
  label: { en: 'To zero, with a keep-alive', 'zh-CN': '缩容到零，带保活' },
  fields: [
    {
      field: 'keepAliveMs',
      control: 'duration',
      minimumMs: 0,
      maximumMs: 86_400_000,
      label: { en: 'Idle environments end after', 'zh-CN': '空闲环境存活' },
      source: { en: 'measured: AWS 10 min, Azure 20 min', 'zh-CN': '测得：AWS 10 分钟，Azure 20 分钟' },
    },
    {
      ...environments,
      field: 'maximumEnvironments',
      label: { en: 'Environments at most', 'zh-CN': '环境数上限' },
      source: ours,
    },
  ],
  initial: { keepAliveMs: 600_000, maximumEnvironments: 1000 },
}

const share = { control: 'number', unit: { en: '%', 'zh-CN': '%' }, source: knativeConfig } as const
const rate = { control: 'number', minimum: 1.001, maximum: 10_000, source: knativeConfig } as const

const knative: Variant = {
  value: 'knative',
  label: { en: 'Knative’s autoscaler', 'zh-CN': 'Knative 自动扩缩' },
  fields: [
    {
      ...share,
      field: 'targetUtilizationPercent',
      minimum: 1,
      maximum: 100,
      label: { en: 'Target utilisation', 'zh-CN': '目标利用率' },
    },
    {
      field: 'stableWindowMs',
      control: 'duration',
      minimumMs: 6000,
      maximumMs: 3_600_000,
      label: { en: 'Stable window', 'zh-CN': '稳定窗口' },
      source: knativeConfig,
    },
    {
      ...share,
      field: 'panicWindowPercent',
      minimum: 1,
      maximum: 100,
      label: { en: 'Panic window, of the stable one', 'zh-CN': '紧急窗口（占稳定窗口）' },
    },
    {
      ...share,
      field: 'panicThresholdPercent',
      minimum: 110,
      maximum: 1000,
      label: { en: 'Panic at this much of what is ready', 'zh-CN': '达到就绪量的此比例时进入紧急' },
    },
    { ...rate, field: 'maxScaleUpRate', label: { en: 'Grows at most so many times', 'zh-CN': '单次最多扩大倍数' } },
    { ...rate, field: 'maxScaleDownRate', label: { en: 'Shrinks at most so many times', 'zh-CN': '单次最多缩小倍数' } },
    {
      field: 'scaleToZeroGraceMs',
      control: 'duration',
      minimumMs: 0,
      maximumMs: 3_600_000,
      label: { en: 'Grace of the last one', 'zh-CN': '最后一个的宽限' },
      source: knativeConfig,
    },
    {
      field: 'initialEnvironments',
      control: 'number',
      integer: true,
      minimum: 0,
      maximum: 1000,
      label: { en: 'At the beginning', 'zh-CN': '初始数量' },
      source: knativeConfig,
    },
    {
      field: 'minimumEnvironments',
      control: 'number',
      integer: true,
      minimum: 0,
      maximum: 1000,
      label: { en: 'At least', 'zh-CN': '至少' },
      source: knativeConfig,
    },
    { ...environments, field: 'maximumEnvironments', label: { en: 'At most', 'zh-CN': '至多' }, source: ours },
    {
      field: 'tickMs',
      control: 'duration',
      minimumMs: 100,
      maximumMs: 60_000,
      label: { en: 'Decides every', 'zh-CN': '决策间隔' },
      source: knativeConfig,
    },
    maximumWaiting,
  ],
  initial: {
    targetUtilizationPercent: 70,
    stableWindowMs: 60_000,
    panicWindowPercent: 10,
    panicThresholdPercent: 200,
    maxScaleUpRate: 1000,
    maxScaleDownRate: 2,
    scaleToZeroGraceMs: 30_000,
    initialEnvironments: 1,
    minimumEnvironments: 0,
    maximumEnvironments: 1000,
    tickMs: 2000,
    maximumWaiting: 1000,
  },
}

export const scalingVariants: readonly Variant[] = [lambda, fixed, keepAlive, knative]
