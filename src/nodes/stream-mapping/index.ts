// Event source mappings on streams, for every kind that has a stream.
export {
  createStreamMapping,
  type Destination,
  type Mapping,
  type StreamContext,
  type StreamRecord,
  type StreamSource,
  type StreamTimer,
} from './mapping.ts'
