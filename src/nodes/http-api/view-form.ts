// What can be set on a HTTP API and on the connections that leave it, as data for the inspector; loaded with it.
import type { KindForm } from '#ui/kit'

const METHODS = ['ANY', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'].map((value) => ({
  value,
  label: { en: value, 'zh-CN': value },
}))

export const httpApiForm: KindForm = {
  node: [
    {
      id: 'api',
      title: { en: 'API', 'zh-CN': 'API' },
      fields: [
        {
          field: 'timeoutMs',
          control: 'duration',
          minimumMs: 50,
          maximumMs: 30_000,
          label: { en: 'Integration timeout', 'zh-CN': '集成超时' },
          help: { en: 'Callers get 503 after this long', 'zh-CN': '超过后调用方得到 503' },
          source: { en: 'API Gateway quotas', 'zh-CN': 'API Gateway 配额' },
        },
        {
          field: 'stage',
          control: 'text',
          mono: true,
          label: { en: 'Stage', 'zh-CN': '阶段' },
          help: { en: '$default has no prefix in the path', 'zh-CN': '$default 不在路径中加前缀' },
        },
      ],
    },
  ],
  edges: {
    route: [
      {
        id: 'route',
        title: { en: 'Route', 'zh-CN': '路由' },
        fields: [
          { field: 'method', control: 'select', options: METHODS, label: { en: 'Method', 'zh-CN': '方法' } },
          {
            field: 'path',
            control: 'text',
            mono: true,
            label: { en: 'Path', 'zh-CN': '路径' },
            help: {
              en: '/orders/{id}, /files/{proxy+} or $default',
              'zh-CN': '/orders/{id}、/files/{proxy+} 或 $default',
            },
          },
        ],
      },
    ],
  },
}
