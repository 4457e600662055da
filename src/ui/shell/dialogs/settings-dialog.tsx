// The workflow's settings: parameters, secrets, and the figures of its account. Every change is an edit, so undo takes it
// back; what is secret stays hidden until somebody asks to see it.
import { utf8ByteLength } from '#base'
import { Button, Dialog, DurationField, IconButton, NumberField, Select, TextField, useText } from '#ui/kit'
import {
  ADVANCED_PARAMETER_LENGTH,
  isParameterName,
  isSecretName,
  MAXIMUM_SECRET_BYTES,
  type Parameter,
  PARAMETER_TYPES,
  type Settings,
  settingsOf,
} from '#workflow'
import { Eye, EyeOff, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useApp, useWorkflow } from '../app-context.tsx'
import { editOrReason } from '../edit.ts'
import css from './settings-dialog.module.css'
import { settingsTexts } from './settings-texts.ts'

const TYPE_OPTIONS = PARAMETER_TYPES.map((value) => ({ value, label: value }))

type Edit = (patch: Partial<Settings>) => string | undefined

const without = <T,>(record: Readonly<Record<string, T>>, name: string): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== name))

export function SettingsDialog({ onClose }: { readonly onClose: () => void }) {
  const app = useApp()
  const t = useText(settingsTexts)
  const settings = useWorkflow(settingsOf)
  const edit: Edit = (patch) => editOrReason(app, { type: 'edit-settings', patch })
  return (
    <Dialog title={t('title')} lead={t('lead')} onClose={onClose} width={720}>
      <p className={css.quiet}>{t('clear')}</p>
      <p className={css.quiet}>{t('restart')}</p>
      <Parameters parameters={settings.parameters} edit={edit} />
      <Secrets secrets={settings.secrets} edit={edit} />
      <Account account={settings.account} edit={edit} />
    </Dialog>
  )
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={css.section} aria-label={title}>
      <h3 className={css.title}>{title}</h3>
      {children}
    </section>
  )
}

/** A value with its name above it; a secret one shows nothing until it is asked for. */
function Entry({
  name,
  value,
  secret,
  check,
  onApply,
  onRemove,
  children,
}: {
  readonly name: string
  readonly value: string
  readonly secret: boolean
  readonly check: (value: string) => string | undefined
  readonly onApply: (value: string) => string | undefined
  readonly onRemove: () => void
  readonly children?: ReactNode
}) {
  const t = useText(settingsTexts)
  const [shown, setShown] = useState(false)
  const visible = shown || !secret
  return (
    <div className={css.entry}>
      {visible ? (
        <TextField mono label={name} value={value} lines={secret ? 3 : 1} check={check} onApply={onApply} />
      ) : (
        <div className={css.masked}>
          <span className={css.name}>{name}</span>
          <span className={css.dots} role="img" aria-label={t('hidden')}>
            ••••••••
          </span>
        </div>
      )}
      <div className={css.side}>{children}</div>
      <div className={css.side}>
        {secret && (
          <IconButton
            small
            label={t(shown ? 'hide' : 'show', { name })}
            icon={shown ? <EyeOff /> : <Eye />}
            pressed={shown}
            onClick={() => setShown(!shown)}
          />
        )}
      </div>
      <div className={css.side}>
        <IconButton small label={t('remove', { name })} icon={<Trash2 />} onClick={onRemove} />
      </div>
    </div>
  )
}

function NewEntry({
  title,
  secret,
  children,
  onAdd,
}: {
  readonly title: string
  readonly secret: boolean
  readonly children?: ReactNode
  /** Answers with the reason when it can't be added. */
  readonly onAdd: (name: string, value: string) => string | undefined
}) {
  const t = useText(settingsTexts)
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const [reason, setReason] = useState<string>()
  return (
    <form
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault()
        const why = onAdd(name.trim(), value)
        setReason(why)
        if (why !== undefined) return
        setName('')
        setValue('')
      }}
    >
      <div className={css.add}>
        <input
          className={css.input}
          aria-label={t('name')}
          placeholder={t('name')}
          value={name}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
        <input
          className={css.input}
          type={secret ? 'password' : 'text'}
          aria-label={t('value')}
          placeholder={t('value')}
          value={value}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setValue(event.target.value)}
        />
        {children ?? <span />}
        <Button submit disabled={name.trim() === '' || value === ''}>
          {t('add')}
        </Button>
      </div>
      {reason !== undefined && (
        <p className={css.reason} role="alert">
          {reason}
        </p>
      )}
    </form>
  )
}

function Parameters({ parameters, edit }: { readonly parameters: Settings['parameters']; readonly edit: Edit }) {
  const t = useText(settingsTexts)
  const [type, setType] = useState<Parameter['type']>('String')
  const names = Object.keys(parameters).sort()
  const set = (name: string, parameter: Parameter) => edit({ parameters: { ...parameters, [name]: parameter } })
  const checkValue = (value: string): string | undefined =>
    value.length >= 1 && value.length <= ADVANCED_PARAMETER_LENGTH
      ? undefined
      : t('badParameterValue', { maximum: ADVANCED_PARAMETER_LENGTH })
  const add = (name: string, value: string): string | undefined => {
    if (Object.hasOwn(parameters, name)) return t('taken', { name })
    if (!isParameterName(name)) return t('badParameterName', { name })
    return checkValue(value) ?? set(name, { type, value })
  }
  return (
    <Section title={t('parameters')}>
      {names.length === 0 && <p className={css.quiet}>{t('noParameters')}</p>}
      {names.map((name) => {
        const parameter = parameters[name]
        if (!parameter) return null
        return (
          <Entry
            key={name}
            name={name}
            value={parameter.value}
            secret={parameter.type === 'SecureString'}
            check={checkValue}
            onApply={(value) => set(name, { ...parameter, value })}
            onRemove={() => edit({ parameters: without(parameters, name) })}
          >
            <Select
              aria-label={t('typeOf', { name })}
              value={parameter.type}
              options={TYPE_OPTIONS}
              onChange={(wanted) => set(name, { ...parameter, type: wanted })}
            />
          </Entry>
        )
      })}
      <NewEntry title={t('newParameter')} secret={type === 'SecureString'} onAdd={add}>
        <Select aria-label={t('type')} value={type} options={TYPE_OPTIONS} onChange={setType} />
      </NewEntry>
    </Section>
  )
}

function Secrets({ secrets, edit }: { readonly secrets: Settings['secrets']; readonly edit: Edit }) {
  const t = useText(settingsTexts)
  const names = Object.keys(secrets).sort()
  const set = (name: string, value: string) => edit({ secrets: { ...secrets, [name]: { value } } })
  const checkValue = (value: string): string | undefined =>
    value !== '' && utf8ByteLength(value) <= MAXIMUM_SECRET_BYTES
      ? undefined
      : t('badSecretValue', { maximum: MAXIMUM_SECRET_BYTES })
  const add = (name: string, value: string): string | undefined => {
    if (Object.hasOwn(secrets, name)) return t('taken', { name })
    if (!isSecretName(name)) return t('badSecretName', { name })
    return checkValue(value) ?? set(name, value)
  }
  return (
    <Section title={t('secrets')}>
      {names.length === 0 && <p className={css.quiet}>{t('noSecrets')}</p>}
      {names.map((name) => (
        <Entry
          key={name}
          name={name}
          value={secrets[name]?.value ?? ''}
          secret
          check={checkValue}
          onApply={(value) => set(name, value)}
          onRemove={() => edit({ secrets: without(secrets, name) })}
        />
      ))}
      <NewEntry title={t('newSecret')} secret onAdd={add} />
    </Section>
  )
}

function Account({ account, edit }: { readonly account: Settings['account']; readonly edit: Edit }) {
  const t = useText(settingsTexts)
  const { concurrency: _before, ...latencies } = account
  return (
    <Section title={t('account')}>
      <NumberField
        label={t('concurrency')}
        help={t('concurrencyHelp')}
        source={t('concurrencySource')}
        integer
        optional
        minimum={1}
        maximum={100_000}
        value={account.concurrency}
        onApply={(concurrency) =>
          edit({ account: concurrency === undefined ? latencies : { ...account, concurrency } })
        }
      />
      <DurationField
        label={t('latencyMedian')}
        source={t('latencySource')}
        bareUnit="ms"
        valueMs={account.latencyMedianMs}
        onApply={(ms) => edit({ account: { ...account, latencyMedianMs: ms ?? 0 } })}
      />
      <DurationField
        label={t('latencyP99')}
        source={t('latencySource')}
        bareUnit="ms"
        valueMs={account.latencyP99Ms}
        onApply={(ms) => edit({ account: { ...account, latencyP99Ms: ms ?? 0 } })}
      />
    </Section>
  )
}
