// How traffic looks and what can be set on it.
import type { ClientStatus } from '#trace'
import { defineView, formatCount, KindIcon } from '#ui/kit'
import type { Arrivals, ClientConfig } from './model.ts'

function describeArrivals(arrivals: Arrivals): string {
  switch (arrivals.shape) {
    case 'single':
      return '1×'
    case 'constant':
      return `${arrivals.perSecond}/s`
    case 'poisson':
      return `~${arrivals.perSecond}/s`
    case 'ramp':
      return `${arrivals.fromPerSecond} → ${arrivals.toPerSecond}/s`
    case 'spike':
      return `${arrivals.perSecond} ⇑ ${arrivals.spikePerSecond}/s`
    case 'recorded':
      return `${arrivals.atMs.length}×`
  }
}

export const clientView = defineView<ClientConfig, ClientStatus>({
  icon: ({ size }) => (
    <KindIcon size={size ?? 18} path="M3 6h8m-3-3 3 3-3 3M3 12h16m-3-3 3 3-3 3M3 18h8m-3-3 3 3-3 3" />
  ),
  title: { en: 'Client', 'zh-CN': '客户端' },
  about: { en: 'Traffic from outside: requests that arrive at a rate.', 'zh-CN': '外部流量：按速率到达的请求。' },
  detail: (config) => `${describeArrivals(config.arrivals)} ${config.method} ${config.path}`,
  ports: { call: { label: { en: 'calls', 'zh-CN': '调用' } } },
  form: async () => (await import('./view-form.ts')).clientForm,
  badges: (status) => [
    { id: 'requests', label: { en: 'sent', 'zh-CN': '已发' }, value: formatCount(status.requests) },
    ...(status.inFlight > 0
      ? [{ id: 'waiting', label: { en: 'waiting', 'zh-CN': '等待' }, value: formatCount(status.inFlight) }]
      : []),
    ...(status.failed > 0
      ? [
          {
            id: 'failed',
            label: { en: 'failed', 'zh-CN': '失败' },
            value: formatCount(status.failed),
            tone: 'error' as const,
          },
        ]
      : []),
  ],
  figures: (status) => [
    { id: 'requests', label: { en: 'Requests sent', 'zh-CN': '已发请求' }, value: String(status.requests) },
    { id: 'inFlight', label: { en: 'Waiting for an answer', 'zh-CN': '等待响应' }, value: String(status.inFlight) },
    {
      id: 'succeeded',
      label: { en: 'Succeeded', 'zh-CN': '成功' },
      value: String(status.succeeded),
      tone: 'ok',
    },
    {
      id: 'failed',
      label: { en: 'Failed', 'zh-CN': '失败' },
      value: String(status.failed),
      tone: status.failed > 0 ? 'error' : 'plain',
    },
  ],
  samples: [],
})
