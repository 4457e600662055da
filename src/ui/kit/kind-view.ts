// How a kind looks, as data: each kind's `view.tsx` states it and the canvas, the inspector and the dialogs draw it.
// The kit knows no kind and no run: `Status` is whatever the run says of such a node.
import type { JsonObject } from '#base'
import type { ComponentType } from 'react'
import type { Text } from './text.tsx'

export type Tone = 'plain' | 'ok' | 'retry' | 'error' | 'dead' | 'refused'

/** A live figure on a card and in the Live tab. */
export interface Figure {
  readonly id: string
  readonly label: Text
  readonly value: string
  readonly tone?: Tone
}

interface FieldBase {
  /** In the config. */
  readonly field: string
  readonly label: Text
  readonly help?: Text
  /** Where default and range come from. */
  readonly source?: Text
  /** Absent is a value of its own: an empty input. */
  readonly optional?: boolean
}

export interface FieldOption {
  readonly value: string
  readonly label: Text
}

export type FieldSpec =
  | (FieldBase & {
      readonly control: 'text'
      readonly mono?: boolean
      readonly lines?: number
      readonly json?: boolean
    })
  | (FieldBase & {
      readonly control: 'number'
      readonly minimum?: number
      readonly maximum?: number
      readonly integer?: boolean
      readonly unit?: Text
    })
  | (FieldBase & {
      readonly control: 'duration'
      readonly minimumMs?: number
      readonly maximumMs?: number
      readonly bareUnit?: 'ms' | 's'
    })
  | (FieldBase & { readonly control: 'select'; readonly options: readonly FieldOption[] })
  | (FieldBase & { readonly control: 'choices'; readonly options: readonly FieldOption[] })
  | (FieldBase & { readonly control: 'switch' })
  | (FieldBase & { readonly control: 'pairs' })
  /** One of several shapes, told apart by `tag`; each has its own fields. */
  | (FieldBase & { readonly control: 'variant'; readonly tag: string; readonly variants: readonly Variant[] })
  /** A list of objects. */
  | (FieldBase & {
      readonly control: 'rows'
      readonly fields: readonly FieldSpec[]
      readonly newRow: Readonly<Record<string, unknown>>
    })
  /** Numbers, one a line. */
  | (FieldBase & { readonly control: 'numbers' })
  /** Texts, one a line. */
  | (FieldBase & { readonly control: 'texts' })

export interface Variant {
  readonly value: string
  readonly label: Text
  readonly fields: readonly FieldSpec[]
  /** What a change to this shape starts from. */
  readonly initial: Readonly<Record<string, unknown>>
}

/** What the settings of a section come to. */
export interface SectionPreview {
  readonly title: Text
  readonly rows: readonly { readonly id: string; readonly value: string; readonly more?: string }[]
  /** Where there are no rows. */
  readonly none: Text
}

export interface FormSection {
  readonly id: string
  readonly title: Text
  readonly fields: readonly FieldSpec[]
  /** Of a node: worked out anew with each change. `startAt` is virtual time 0. */
  readonly preview?: (config: JsonObject, startAt: string) => Promise<SectionPreview>
  /** Folded until it is opened. */
  readonly folded?: boolean
}

export interface KindForm {
  readonly node: readonly FormSection[]
  /** Of an edge leaving the port. Call edges have a form of their own. */
  readonly edges: Readonly<Record<string, readonly FormSection[]>>
}

export interface PortText {
  readonly label: Text
}

/** What can be sent by hand to a node of this kind. */
export interface EventSample {
  readonly id: string
  readonly title: Text
  readonly text: string
}

export interface KindView<Config, Status> {
  readonly icon: ComponentType<{ readonly size?: number }>
  readonly title: Text
  /** One sentence: what it is. */
  readonly about: Text
  /** Second line of a card: what tells this node from its siblings. */
  readonly detail: (config: Config) => string
  readonly ports: Readonly<Record<string, PortText>>
  /** Loaded with the inspector, not with the page. */
  readonly form: () => Promise<KindForm>
  /** At most three, the most telling first. */
  readonly badges: (status: Status) => readonly Figure[]
  /** Everything worth watching. */
  readonly figures: (status: Status) => readonly Figure[]
  readonly samples: readonly EventSample[]
}

/** `defineView<QueueConfig, QueueStatus>({ … })` */
export const defineView = <Config, Status>(view: KindView<Config, Status>): KindView<Config, Status> => view
