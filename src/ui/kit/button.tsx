// Buttons: with words, or with an icon whose words are in the tooltip and the accessible name.
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import css from './button.module.css'
import { Tooltip } from './tooltip.tsx'

type Native = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'type'>

export interface ButtonProps extends Native {
  readonly look?: 'plain' | 'primary' | 'quiet' | 'danger'
  readonly small?: boolean
  readonly icon?: ReactNode
  readonly ref?: Ref<HTMLButtonElement>
  readonly submit?: boolean
}

export function Button({ look = 'plain', small, icon, children, submit, ...rest }: ButtonProps) {
  return (
    <button {...rest} type={submit ? 'submit' : 'button'} className={css.button} data-look={look} data-small={small}>
      {icon}
      {children}
    </button>
  )
}

export interface IconButtonProps extends Omit<Native, 'children' | 'aria-label'> {
  readonly label: string
  readonly icon: ReactNode
  readonly shortcut?: string | undefined
  readonly pressed?: boolean | undefined
  readonly small?: boolean
  readonly look?: 'quiet' | 'primary'
  readonly ref?: Ref<HTMLButtonElement>
}

export function IconButton({ label, icon, shortcut, pressed, small, look = 'quiet', ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut}>
      <button
        {...rest}
        type="button"
        className={css.icon}
        data-small={small}
        data-look={look}
        aria-label={label}
        aria-pressed={pressed}
      >
        {icon}
      </button>
    </Tooltip>
  )
}
