// What can be set on a service's latency, whatever kind it is: one section of the inspector.
import type { FieldSpec, KindForm } from '#ui/kit'

type Source = NonNullable<FieldSpec['source']>
type Label = FieldSpec['label']

const duration = (field: string, label: Label, source: Source): FieldSpec => ({
  field,
  control: 'duration',
  bareUnit: 'ms',
  minimumMs: 0,
  maximumMs: 3_600_000,
  label,
  source,
})

/** `deliveries`: the source of how long it takes to pass on what came, for those that pass something on. */
export const latencySection = (calls: Source, deliveries?: Source): KindForm['node'][number] => ({
  id: 'latency',
  title: { en: 'Latency', 'zh-CN': '延迟' },
  folded: true,
  fields: [
    duration('latencyMedianMs', { en: 'Of a call, median', 'zh-CN': '调用，中位数' }, calls),
    duration('latencyP99Ms', { en: 'Of a call, 99th percentile', 'zh-CN': '调用，第 99 百分位' }, calls),
    ...(deliveries === undefined
      ? []
      : [
          duration('deliveryMedianMs', { en: 'Of a delivery, median', 'zh-CN': '投递，中位数' }, deliveries),
          duration(
            'deliveryP99Ms',
            { en: 'Of a delivery, 99th percentile', 'zh-CN': '投递，第 99 百分位' },
            deliveries,
          ),
        ]),
  ],
})
