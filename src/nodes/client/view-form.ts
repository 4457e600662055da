// What can be set on a client and on the connections that leave it, as data for the inspector; loaded with it.
import type { KindForm } from '#ui/kit'

const perSecond = { en: '/s', 'zh-CN': '/秒' }
const rateLabel = { en: 'Rate', 'zh-CN': '速率' }
const rate = { control: 'number', minimum: 0.001, maximum: 1_000_000, unit: perSecond } as const
const count = {
  control: 'number',
  field: 'count',
  optional: true,
  integer: true,
  minimum: 1,
  maximum: 10_000_000,
  label: { en: 'Stop after', 'zh-CN': '总数上限' },
  unit: { en: 'requests', 'zh-CN': '个请求' },
} as const

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'].map((value) => ({
  value,
  label: { en: value, 'zh-CN': value },
}))

export const clientForm: KindForm = {
  node: [
    {
      id: 'arrivals',
      title: { en: 'Traffic', 'zh-CN': '流量' },
      fields: [
        { field: 'enabled', control: 'switch', label: { en: 'Sends requests', 'zh-CN': '发送请求' } },
        {
          field: 'arrivals',
          control: 'variant',
          tag: 'shape',
          label: { en: 'Arrivals', 'zh-CN': '到达方式' },
          variants: [
            {
              value: 'constant',
              label: { en: 'Constant', 'zh-CN': '恒定' },
              fields: [{ ...rate, field: 'perSecond', label: rateLabel }, count],
              initial: { perSecond: 1 },
            },
            {
              value: 'poisson',
              label: { en: 'Random (Poisson)', 'zh-CN': '随机（泊松）' },
              fields: [{ ...rate, field: 'perSecond', label: { en: 'Mean rate', 'zh-CN': '平均速率' } }, count],
              initial: { perSecond: 1 },
            },
            {
              value: 'ramp',
              label: { en: 'Ramp', 'zh-CN': '爬升' },
              fields: [
                { ...rate, field: 'fromPerSecond', label: { en: 'From', 'zh-CN': '起始' } },
                { ...rate, field: 'toPerSecond', label: { en: 'To', 'zh-CN': '终止' } },
                { field: 'overMs', control: 'duration', minimumMs: 0, label: { en: 'Over', 'zh-CN': '历时' } },
                count,
              ],
              initial: { fromPerSecond: 1, toPerSecond: 10, overMs: 60_000 },
            },
            {
              value: 'spike',
              label: { en: 'Spike', 'zh-CN': '突增' },
              fields: [
                { ...rate, field: 'perSecond', label: rateLabel },
                { ...rate, field: 'spikePerSecond', label: { en: 'In the spike', 'zh-CN': '突增时' } },
                { field: 'atMs', control: 'duration', minimumMs: 0, label: { en: 'Begins at', 'zh-CN': '开始于' } },
                { field: 'forMs', control: 'duration', minimumMs: 0, label: { en: 'Lasts', 'zh-CN': '持续' } },
                count,
              ],
              initial: { perSecond: 1, spikePerSecond: 50, atMs: 10_000, forMs: 5000 },
            },
            {
              value: 'single',
              label: { en: 'One request', 'zh-CN': '单个请求' },
              fields: [{ field: 'atMs', control: 'duration', minimumMs: 0, label: { en: 'At', 'zh-CN': '时刻' } }],
              initial: { atMs: 0 },
            },
            {
              value: 'recorded',
              label: { en: 'Recorded', 'zh-CN': '录制' },
              fields: [
                {
                  field: 'atMs',
                  control: 'numbers',
                  label: { en: 'Milliseconds, one a line', 'zh-CN': '毫秒，每行一个' },
                },
              ],
              initial: { atMs: [0, 1000] },
            },
          ],
        },
      ],
    },
    {
      id: 'request',
      title: { en: 'Request', 'zh-CN': '请求' },
      fields: [
        { field: 'method', control: 'select', options: METHODS, label: { en: 'Method', 'zh-CN': '方法' } },
        { field: 'path', control: 'text', mono: true, label: { en: 'Path', 'zh-CN': '路径' } },
        { field: 'headers', control: 'pairs', label: { en: 'Headers', 'zh-CN': '请求头' } },
        {
          field: 'body',
          control: 'text',
          mono: true,
          lines: 4,
          label: { en: 'Body', 'zh-CN': '正文' },
          help: { en: '{{n}} becomes the number of the request', 'zh-CN': '{{n}} 替换为请求序号' },
        },
        {
          field: 'timeoutMs',
          control: 'duration',
          minimumMs: 1,
          label: { en: 'Gives up after', 'zh-CN': '放弃等待时间' },
        },
      ],
    },
  ],
  edges: {},
}
