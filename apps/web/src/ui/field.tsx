// Fields of forms: text, secret, choice.
import { NativeSelect, PasswordInput, TextInput } from '@mantine/core'

interface FieldProps {
  readonly label: string
  readonly value: string
  readonly hint?: string
  readonly error?: string | null
  readonly autoFocus?: boolean
  readonly required?: boolean
  onChange(value: string): void
}

interface TextFieldProps extends FieldProps {
  readonly mono?: boolean
  readonly placeholder?: string
  readonly autoComplete?: string
  readonly hideLabel?: boolean
  readonly type?: 'text' | 'datetime-local' | 'search'
}

export function TextField(props: TextFieldProps) {
  return (
    <TextInput
      size="sm"
      label={props.hideLabel ? undefined : props.label}
      aria-label={props.hideLabel ? props.label : undefined}
      description={props.hint}
      value={props.value}
      error={props.error ?? null}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      placeholder={props.placeholder}
      autoComplete={props.autoComplete ?? 'off'}
      spellCheck={false}
      required={props.required ?? false}
      data-autofocus={props.autoFocus || undefined}
      autoFocus={props.autoFocus ?? false}
      type={props.type ?? 'text'}
      classNames={{ input: props.mono ? 'dn-input dn-mono' : 'dn-input' }}
    />
  )
}

export function SecretField(props: FieldProps) {
  return (
    <PasswordInput
      size="sm"
      label={props.label}
      value={props.value}
      error={props.error ?? null}
      required={props.required ?? false}
      autoComplete="current-password"
      onChange={(event) => props.onChange(event.currentTarget.value)}
      visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password', tabIndex: 0 }}
      classNames={{ input: 'dn-input' }}
    />
  )
}

interface Choice {
  readonly value: string
  readonly label: string
}

interface SelectFieldProps extends FieldProps {
  readonly choices: readonly Choice[]
  readonly hideLabel?: boolean
}

export function SelectField(props: SelectFieldProps) {
  return (
    <NativeSelect
      size="sm"
      label={props.hideLabel ? undefined : props.label}
      aria-label={props.hideLabel ? props.label : undefined}
      description={props.hint}
      value={props.value}
      error={props.error ?? null}
      data={[...props.choices]}
      data-autofocus={props.autoFocus || undefined}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      classNames={{ input: 'dn-input' }}
    />
  )
}
