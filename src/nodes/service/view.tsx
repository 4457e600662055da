// How an outside HTTP service looks and what can be set on it.
import type { ServiceStatus } from '#trace'
import { defineView, formatCount, formatShare, KindIcon } from '#ui/kit'
import type { ServiceConfig } from './model.ts'

const ms = { control: 'duration', bareUnit: 'ms', minimumMs: 0 } as const

export const serviceView = defineView<ServiceConfig, ServiceStatus>({
  icon: ({ size }) => (
    <KindIcon
      size={size ?? 18}
      path="M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18zM3 12h18M12 3c3 3 3.5 6 3.5 9s-.5 6-3.5 9c-3-3-3.5-6-3.5-9S9 6 12 3z"
    />
  ),
  title: { en: 'Service', 'zh-CN': '外部服务' },
  about: { en: 'An HTTP dependency outside the workflow.', 'zh-CN': '工作流之外的 HTTP 依赖。' },
  detail: (config) => config.baseUrl.replace(/^https?:\/\//, ''),
  ports: { request: { label: { en: 'requests', 'zh-CN': '请求' } } },
  form: [
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
  edgeForms: {},
  badges: (status) => [
    { id: 'calls', label: { en: 'calls', 'zh-CN': '调用' }, value: formatCount(status.calls) },
    ...(status.inFlight > 0
      ? [{ id: 'inFlight', label: { en: 'open', 'zh-CN': '进行中' }, value: formatCount(status.inFlight) }]
      : []),
    ...(status.errorRate !== undefined && status.errorRate > 0
      ? [
          {
            id: 'errors',
            label: { en: 'errors', 'zh-CN': '错误' },
            value: formatShare(status.errorRate),
            tone: 'error' as const,
          },
        ]
      : []),
  ],
  figures: (status) => [
    { id: 'calls', label: { en: 'Calls', 'zh-CN': '调用次数' }, value: String(status.calls) },
    { id: 'inFlight', label: { en: 'Open', 'zh-CN': '进行中' }, value: String(status.inFlight) },
    {
      id: 'failed',
      label: { en: 'Failed', 'zh-CN': '失败' },
      value: String(status.failed),
      tone: status.failed > 0 ? 'error' : 'plain',
    },
    {
      id: 'errorRate',
      label: { en: 'Error rate, last minute', 'zh-CN': '错误率（近一分钟）' },
      value: status.errorRate === undefined ? '–' : formatShare(status.errorRate),
    },
  ],
  samples: [
    {
      id: 'get',
      title: { en: 'GET', 'zh-CN': 'GET' },
      text: '{\n  "method": "GET",\n  "path": "/",\n  "headers": {},\n  "body": ""\n}',
    },
  ],
})
