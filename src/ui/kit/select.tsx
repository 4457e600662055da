// The browser's own select, dressed: it knows every platform's keyboard and screen reader.
import type { Ref } from 'react'
import css from './field.module.css'

export interface SelectProps<Value extends string> {
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (value: Value) => void
  readonly id?: string
  readonly small?: boolean
  readonly ref?: Ref<HTMLSelectElement>
  readonly title?: string
  readonly 'aria-label'?: string
  readonly 'aria-describedby'?: string
  readonly 'aria-invalid'?: boolean
}

export function Select<Value extends string>({ value, options, onChange, small, ...rest }: SelectProps<Value>) {
  return (
    <select
      {...rest}
      className={css.select}
      data-small={small}
      value={value}
      onChange={(event) => onChange(event.target.value as Value)}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  )
}
