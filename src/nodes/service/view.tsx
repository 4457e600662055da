// How an outside HTTP service looks and what can be set on it.
import type { ServiceStatus } from '#trace'
import { defineView, formatCount, formatShare, KindIcon } from '#ui/kit'
import type { ServiceConfig } from './model.ts'

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
  form: async () => (await import('./view-form.ts')).serviceForm,
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
