// The templates, in the order of the list.
import { apiWithTable } from './api-with-table.ts'
import { changeDataCapture } from './change-data-capture.ts'
import { checkoutToBreak } from './checkout-to-break.ts'
import { deadLetterRedrive } from './dead-letter-redrive.ts'
import { eventBusRouting } from './event-bus-routing.ts'
import { eventSaga } from './event-saga.ts'
import { idempotentConsumer } from './idempotent-consumer.ts'
import { fifoLedger } from './fifo-ledger.ts'
import { imagePipeline } from './image-pipeline.ts'
import { iotIngestion } from './iot-ingestion.ts'
import { nightlyBatch } from './nightly-batch.ts'
import { orderFanOut } from './order-fan-out.ts'
import { ordersExample } from './orders.ts'
import { scheduledReport } from './scheduled-report.ts'
import { sensorBurst } from './sensor-burst.ts'
import type { Template } from './template.ts'
import { throttledConsumer } from './throttled-consumer.ts'

const orders: Template = {
  id: 'orders',
  title: { en: 'Orders behind a circuit breaker', 'zh-CN': '带断路器的订单' },
  summary: {
    en: 'A payment provider goes down now and then; retries, a breaker and a queue stand between.',
    'zh-CN': '支付服务时常中断，由重试、断路器和队列来缓冲。',
  },
  workflow: ordersExample(),
}

export const templates: readonly Template[] = [
  apiWithTable,
  imagePipeline,
  orderFanOut,
  eventBusRouting,
  changeDataCapture,
  nightlyBatch,
  scheduledReport,
  iotIngestion,
  sensorBurst,
  throttledConsumer,
  idempotentConsumer,
  fifoLedger,
  deadLetterRedrive,
  checkoutToBreak,
  eventSaga,
  orders,
]
