// How an API looks and what can be set on it, on its routes and on its authorizers.
import type { HttpApiStatus } from '#trace'
import { defineView, formatCount, formatUs, KindIcon } from '#ui/kit'
import { apiStage } from './defaults.ts'
import type { HttpApiConfig } from './model.ts'

const serverErrors = (status: HttpApiStatus): number =>
  status.status.reduce((sum, [code, count]) => (code >= 500 ? sum + count : sum), 0)

export const httpApiView = defineView<HttpApiConfig, HttpApiStatus>({
  icon: ({ size }) => (
    <KindIcon
      size={size ?? 18}
      path="M8 4c-4 0-1 6-4.5 8C7 14 4 20 8 20M16 4c4 0 1 6 4.5 8-3.5 2-.5 8-4.5 8M13.5 8.5l-3 7"
    />
  ),
  title: { en: 'HTTP API', 'zh-CN': 'HTTP API' },
  about: {
    en: 'An HTTP or REST API: receives requests and routes them to functions.',
    'zh-CN': 'HTTP 或 REST API：接收请求并路由到函数。',
  },
  detail: (config) => (config.type === 'rest' ? `REST · ${apiStage(config)}` : apiStage(config)),
  ports: {
    request: { label: { en: 'requests', 'zh-CN': '请求' } },
    route: { label: { en: 'routes', 'zh-CN': '路由' } },
    authorize: { label: { en: 'authorizers', 'zh-CN': '授权方' } },
  },
  form: async () => (await import('./view-form.ts')).httpApiForm,
  badges: (status) => [
    { id: 'requests', label: { en: 'requests', 'zh-CN': '请求' }, value: formatCount(status.requests) },
    ...(status.inFlight > 0
      ? [{ id: 'inFlight', label: { en: 'open', 'zh-CN': '进行中' }, value: formatCount(status.inFlight) }]
      : []),
    ...(serverErrors(status) > 0
      ? [
          {
            id: 'errors',
            label: { en: '5xx', 'zh-CN': '5xx' },
            value: formatCount(serverErrors(status)),
            tone: 'error' as const,
          },
        ]
      : []),
  ],
  figures: (status) => [
    { id: 'requests', label: { en: 'Requests', 'zh-CN': '请求' }, value: String(status.requests) },
    { id: 'inFlight', label: { en: 'Open', 'zh-CN': '进行中' }, value: String(status.inFlight) },
    {
      id: 'p50',
      label: { en: 'Latency p50, last minute', 'zh-CN': '延迟 p50（近一分钟）' },
      value: status.p50Us === undefined ? '–' : formatUs(status.p50Us),
    },
    {
      id: 'p95',
      label: { en: 'Latency p95, last minute', 'zh-CN': '延迟 p95（近一分钟）' },
      value: status.p95Us === undefined ? '–' : formatUs(status.p95Us),
    },
    ...status.status.map(([code, count]) => ({
      id: `status-${code}`,
      label: { en: `Status ${code}`, 'zh-CN': `状态 ${code}` },
      value: String(count),
      tone: code >= 500 ? ('error' as const) : code >= 400 ? ('retry' as const) : ('ok' as const),
    })),
  ],
  samples: [
    {
      id: 'post',
      title: { en: 'POST with a JSON body', 'zh-CN': '带 JSON 正文的 POST' },
      text: '{\n  "method": "POST",\n  "path": "/",\n  "headers": { "content-type": "application/json" },\n  "body": "{\\"n\\":1}"\n}',
    },
    {
      id: 'get',
      title: { en: 'GET with a query', 'zh-CN': '带查询参数的 GET' },
      text: '{\n  "method": "GET",\n  "path": "/?page=2",\n  "headers": {},\n  "body": ""\n}',
    },
  ],
})
