// What a person writes to publish something: the message, or Publish's own input where attributes come with it.
import type { Json, JsonObject } from '#base'

export interface PublishInput {
  readonly message: string
  readonly subject?: string
  readonly attributes?: Readonly<
    Record<string, { readonly DataType: string; readonly StringValue?: string; readonly BinaryValue?: string }>
  >
}

const FIELDS = new Set(['Message', 'Subject', 'MessageAttributes'])

const isObject = (value: Json | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

function attributesOf(given: JsonObject): NonNullable<PublishInput['attributes']> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const { DataType = 'String', StringValue, BinaryValue } = isObject(value) ? value : { StringValue: value }
      const text = typeof StringValue === 'object' ? JSON.stringify(StringValue) : StringValue
      return [
        name,
        {
          DataType: String(DataType),
          ...(text === undefined ? {} : { StringValue: String(text) }),
          ...(typeof BinaryValue === 'string' ? { BinaryValue } : {}),
        },
      ]
    }),
  )
}

/** An object of nothing but Message and MessageAttributes (or Subject) is Publish's input; anything else the message. */
export function readPublishInput(value: Json): PublishInput {
  const asText = (json: Json): string => (typeof json === 'string' ? json : JSON.stringify(json))
  if (!isObject(value)) return { message: asText(value) }
  const { Message, Subject, MessageAttributes } = value
  const isInput =
    Message !== undefined &&
    (isObject(MessageAttributes) || (MessageAttributes === undefined && typeof Subject === 'string')) &&
    Object.keys(value).every((key) => FIELDS.has(key))
  if (!isInput || Message === undefined) return { message: asText(value) }
  return {
    message: asText(Message),
    ...(typeof Subject === 'string' ? { subject: Subject } : {}),
    ...(isObject(MessageAttributes) ? { attributes: attributesOf(MessageAttributes) } : {}),
  }
}
