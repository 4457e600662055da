// What can be set on a function and on the connections that leave it, as data for the inspector; loaded with it.
import { latencySection } from '#nodes/latency-form'
import type { KindForm } from '#ui/kit'
import { scalingVariants } from './view-scaling-form.ts'

const ms = { control: 'duration', bareUnit: 'ms' } as const
const lambdaQuotas = { en: 'Lambda quotas', 'zh-CN': 'Lambda 配额' }
const model = { en: 'a model, not a promise of AWS', 'zh-CN': '模型值，并非 AWS 承诺' }
const notMeasured = { en: 'default, not measured', 'zh-CN': '默认值，未经测量' }

export const functionForm: KindForm = {
  node: [
    {
      id: 'limits',
      title: { en: 'Limits', 'zh-CN': '限制' },
      fields: [
        {
          ...ms,
          bareUnit: 's',
          field: 'timeoutMs',
          minimumMs: 1000,
          maximumMs: 900_000,
          label: { en: 'Timeout', 'zh-CN': '超时' },
          source: lambdaQuotas,
        },
        {
          field: 'memoryMb',
          control: 'number',
          integer: true,
          minimum: 128,
          maximum: 10_240,
          unit: { en: 'MB', 'zh-CN': 'MB' },
          label: { en: 'Memory', 'zh-CN': '内存' },
          help: { en: '1,769 MB is one CPU', 'zh-CN': '1,769 MB 相当于一个 CPU' },
          source: lambdaQuotas,
        },
        {
          field: 'reservedConcurrency',
          control: 'number',
          integer: true,
          optional: true,
          minimum: 0,
          maximum: 1000,
          label: { en: 'Reserved concurrency', 'zh-CN': '预留并发' },
          help: { en: '0 throttles everything', 'zh-CN': '0 表示全部限流' },
          source: lambdaQuotas,
        },
        {
          field: 'provisionedConcurrency',
          control: 'number',
          integer: true,
          optional: true,
          minimum: 1,
          maximum: 1000,
          label: { en: 'Provisioned concurrency', 'zh-CN': '预置并发' },
          help: {
            en: 'So many environments are warm from the beginning',
            'zh-CN': '从一开始就有这么多热环境',
          },
          source: lambdaQuotas,
        },
      ],
    },
    {
      id: 'scaling',
      title: { en: 'Scaling', 'zh-CN': '伸缩' },
      folded: true,
      fields: [
        {
          field: 'scaling',
          control: 'variant',
          tag: 'type',
          label: { en: 'Environments come and go', 'zh-CN': '环境的增减方式' },
          variants: scalingVariants,
        },
      ],
    },
    {
      id: 'environment',
      title: { en: 'Variables', 'zh-CN': '环境变量' },
      fields: [
        {
          field: 'environment',
          control: 'pairs',
          label: { en: 'Environment variables', 'zh-CN': '环境变量' },
          help: {
            en: 'Connections add their own, such as ORDERS_QUEUE_URL',
            'zh-CN': '连接会自动添加，如 ORDERS_QUEUE_URL',
          },
        },
      ],
    },
    {
      id: 'async',
      title: { en: 'Asynchronous invocation', 'zh-CN': '异步调用' },
      folded: true,
      fields: [
        {
          field: 'maximumRetryAttempts',
          control: 'number',
          integer: true,
          minimum: 0,
          maximum: 2,
          label: { en: 'Retries', 'zh-CN': '重试次数' },
          source: lambdaQuotas,
        },
        {
          field: 'maximumEventAgeMs',
          control: 'duration',
          minimumMs: 60_000,
          maximumMs: 21_600_000,
          label: { en: 'Maximum event age', 'zh-CN': '事件最长保留' },
          source: lambdaQuotas,
        },
      ],
    },
    {
      id: 'code',
      title: { en: 'Code', 'zh-CN': '代码' },
      folded: true,
      fields: [
        {
          field: 'handler',
          control: 'text',
          mono: true,
          label: { en: 'Handler', 'zh-CN': '处理程序' },
          help: { en: 'file.export, such as index.handler', 'zh-CN': '文件.导出，如 index.handler' },
        },
        { field: 'codeUri', control: 'text', mono: true, label: { en: 'Folder', 'zh-CN': '代码目录' } },
        {
          field: 'runtime',
          control: 'text',
          mono: true,
          label: { en: 'Runtime', 'zh-CN': '运行时' },
          help: {
            en: 'Node.js runs here; others are kept and exported',
            'zh-CN': '此处只运行 Node.js；其他会保留并导出',
          },
        },
      ],
    },
    {
      id: 'model',
      title: { en: 'Cold start and computing time', 'zh-CN': '冷启动与计算时间' },
      folded: true,
      fields: [
        {
          ...ms,
          field: 'coldStartMedianMs',
          minimumMs: 0,
          maximumMs: 60_000,
          label: { en: 'Cold start, median', 'zh-CN': '冷启动中位数' },
          source: { en: 'measured elsewhere, 512 MB', 'zh-CN': '外部测量，512 MB' },
        },
        {
          ...ms,
          field: 'coldStartP99Ms',
          minimumMs: 0,
          maximumMs: 120_000,
          label: { en: 'Cold start, p99', 'zh-CN': '冷启动 p99' },
          source: { en: 'measured elsewhere, 512 MB', 'zh-CN': '外部测量，512 MB' },
        },
        {
          field: 'idleExpiryMinimumMs',
          control: 'duration',
          minimumMs: 0,
          maximumMs: 7_200_000,
          label: { en: 'Idle environments end after, at least', 'zh-CN': '空闲环境最短存活' },
          source: model,
        },
        {
          field: 'idleExpiryMaximumMs',
          control: 'duration',
          minimumMs: 0,
          maximumMs: 7_200_000,
          label: { en: 'Idle environments end after, at most', 'zh-CN': '空闲环境最长存活' },
          source: model,
        },
        {
          ...ms,
          field: 'computeBaseMs',
          minimumMs: 0,
          maximumMs: 60_000,
          label: { en: 'Computing time of each invocation', 'zh-CN': '每次调用的基础计算时间' },
          source: model,
        },
        {
          field: 'computeStepNs',
          control: 'number',
          minimum: 0,
          maximum: 1_000_000,
          unit: { en: 'ns', 'zh-CN': 'ns' },
          label: { en: 'And of each step of your code', 'zh-CN': '每步代码的计算时间' },
          help: {
            en: 'Loops and calls are counted, not timed, so that runs repeat',
            'zh-CN': '对循环和调用计数而非计时，因此可重复',
          },
          source: model,
        },
      ],
    },
    latencySection(notMeasured),
  ],
  edges: {},
}
