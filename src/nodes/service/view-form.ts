// What can be set on a service and on the connections that leave it, as data for the inspector; loaded with it.
import type { KindForm } from '#ui/kit'

const ms = { control: 'duration', bareUnit: 'ms', minimumMs: 0 } as const

export const serviceForm: KindForm = {
  node: [
    {
      id: 'address',
      title: { en: 'Address', 'zh-CN': '地址' },
      fields: [
        {
          field: 'baseUrl',
          control: 'text',
          mono: true,
          label: { en: 'Base URL', 'zh-CN': '基础地址' },
          help: {
            en: 'A handler’s fetch to this address ends here; nothing leaves the page',
            'zh-CN': '处理程序对该地址的 fetch 到此为止，不会离开页面',
          },
        },
      ],
    },
    {
      id: 'behaviour',
      title: { en: 'Behaviour', 'zh-CN': '行为' },
      fields: [
        { ...ms, field: 'latencyMedianMs', label: { en: 'Latency, median', 'zh-CN': '延迟中位数' } },
        { ...ms, field: 'latencyP99Ms', label: { en: 'Latency, p99', 'zh-CN': '延迟 p99' } },
        {
          field: 'errorRatePercent',
          control: 'number',
          minimum: 0,
          maximum: 100,
          unit: { en: '%', 'zh-CN': '%' },
          label: { en: 'Error rate', 'zh-CN': '错误率' },
        },
        {
          field: 'errorStatus',
          control: 'number',
          integer: true,
          minimum: 400,
          maximum: 599,
          label: { en: 'Status of errors', 'zh-CN': '错误状态码' },
        },
        {
          field: 'outages',
          control: 'rows',
          label: { en: 'Outages', 'zh-CN': '故障时段' },
          newRow: { startMs: 10_000, durationMs: 10_000, status: 503 },
          fields: [
            { ...ms, bareUnit: 's', field: 'startMs', label: { en: 'From', 'zh-CN': '开始' } },
            { ...ms, bareUnit: 's', field: 'durationMs', label: { en: 'For', 'zh-CN': '持续' } },
            {
              field: 'everyMs',
              control: 'duration',
              minimumMs: 1,
              optional: true,
              label: { en: 'Again every', 'zh-CN': '每隔' },
            },
            {
              field: 'status',
              control: 'number',
              integer: true,
              minimum: 0,
              maximum: 599,
              label: { en: 'Status', 'zh-CN': '状态码' },
              help: { en: '0: connection refused', 'zh-CN': '0 表示拒绝连接' },
            },
          ],
        },
      ],
    },
    {
      id: 'answer',
      title: { en: 'Answer', 'zh-CN': '响应' },
      folded: true,
      fields: [
        {
          field: 'status',
          control: 'number',
          integer: true,
          minimum: 200,
          maximum: 599,
          label: { en: 'Status', 'zh-CN': '状态码' },
        },
        { field: 'headers', control: 'pairs', label: { en: 'Headers', 'zh-CN': '响应头' } },
        { field: 'body', control: 'text', mono: true, lines: 4, label: { en: 'Body', 'zh-CN': '正文' } },
      ],
    },
  ],
  edges: {},
}
