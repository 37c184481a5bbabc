// The tokens: every colour, size and face that the dashboard has, for both themes.
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

/** Amber, the lure: the only accent; it marks what acts. */
const amber: MantineColorsTuple = [
  '#fff8e6',
  '#fdeec4',
  '#fbdf93',
  '#f8cd5c',
  '#f5b73d',
  '#e5a01d',
  '#bd7d0b',
  '#935d05',
  '#7a4c06',
  '#5c3905',
]

const gray: MantineColorsTuple = [
  '#fafafa',
  '#f4f4f5',
  '#e9e9eb',
  '#dcdce0',
  '#c6c6cc',
  '#8d8d97',
  '#6a6a74',
  '#4c4c55',
  '#2f2f36',
  '#19191d',
]

const dark: MantineColorsTuple = [
  '#ececee',
  '#c9c9cf',
  '#a3a3ad',
  '#8b8b96',
  '#3a3a41',
  '#2d2d33',
  '#232328',
  '#1a1a1e',
  '#131316',
  '#0d0d0f',
]

const sans = "'Inter Variable', Inter, system-ui, sans-serif"
const mono = "'JetBrains Mono Variable', 'JetBrains Mono', ui-monospace, monospace"

export const theme = createTheme({
  primaryColor: 'amber',
  primaryShade: { light: 4, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  colors: { amber, gray, dark },
  black: '#19191d',
  white: '#ffffff',
  fontFamily: sans,
  fontFamilyMonospace: mono,
  headings: { fontFamily: sans, fontWeight: '600' },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.5', lg: '1.5', xl: '1.4' },
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'md',
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
})

interface Tokens {
  readonly [name: `--dn-${string}`]: string
}

const light: Tokens = {
  '--dn-canvas': '#f6f6f7',
  '--dn-panel': '#ffffff',
  '--dn-raised': '#ffffff',
  '--dn-sunken': '#efeff1',
  '--dn-hover': '#f3f3f5',
  '--dn-selected': '#fdf3d9',
  '--dn-line': '#e2e2e6',
  '--dn-line-strong': '#c6c6cc',
  '--dn-control': '#85858f',
  '--dn-text': '#19191d',
  '--dn-muted': '#55555f',
  '--dn-faint': '#666670',
  '--dn-accent': '#f5b73d',
  '--dn-accent-ink': '#2a1c00',
  '--dn-accent-text': '#855203',
  '--dn-focus': '#a86a05',
  '--dn-danger': '#b3261e',
  '--dn-danger-soft': '#fdecea',
  '--dn-good': '#1d7a45',
  '--dn-warn': '#9c4a12',
  '--dn-heat-0': '#e7ecef',
  '--dn-heat-1': '#c3d7df',
  '--dn-heat-2': '#94bccb',
  '--dn-heat-3': '#5b9ab0',
  '--dn-heat-4': '#2c7790',
  '--dn-heat-5': '#0d5068',
  '--dn-series-1': '#2f7f93',
  '--dn-series-2': '#c9880f',
  '--dn-series-3': '#6f68bd',
  '--dn-series-4': '#58863c',
  '--dn-series-5': '#a8578a',
  '--dn-series-6': '#3a5f9e',
  '--dn-series-7': '#8a6440',
  '--dn-series-8': '#7b7b86',
  '--dn-mark-connection': '#8a8a95',
  '--dn-mark-request': '#2f7f93',
  '--dn-mark-command': '#4c4496',
  '--dn-mark-credential': '#9a6a00',
  '--dn-mark-file': '#a03a78',
  '--dn-mark-client': '#6f7782',
  '--dn-shadow': '0 8px 28px rgb(20 20 24 / 0.14), 0 2px 6px rgb(20 20 24 / 0.08)',
}

const night: Tokens = {
  '--dn-canvas': '#0f0f11',
  '--dn-panel': '#17171a',
  '--dn-raised': '#1f1f23',
  '--dn-sunken': '#121214',
  '--dn-hover': '#202024',
  '--dn-selected': '#2e2513',
  '--dn-line': '#2a2a2f',
  '--dn-line-strong': '#43434b',
  '--dn-control': '#74747f',
  '--dn-text': '#ececee',
  '--dn-muted': '#adadb7',
  '--dn-faint': '#92929d',
  '--dn-accent': '#f5b73d',
  '--dn-accent-ink': '#2a1c00',
  '--dn-accent-text': '#f5c25c',
  '--dn-focus': '#f5b73d',
  '--dn-danger': '#ff8a80',
  '--dn-danger-soft': '#371a18',
  '--dn-good': '#5fc48a',
  '--dn-warn': '#f0a06a',
  '--dn-heat-0': '#24292c',
  '--dn-heat-1': '#234652',
  '--dn-heat-2': '#2b6577',
  '--dn-heat-3': '#3f899e',
  '--dn-heat-4': '#6bb2c6',
  '--dn-heat-5': '#b4e2ee',
  '--dn-series-1': '#58b0c6',
  '--dn-series-2': '#e0a63c',
  '--dn-series-3': '#9a94e4',
  '--dn-series-4': '#84b865',
  '--dn-series-5': '#d587b7',
  '--dn-series-6': '#7fa6e6',
  '--dn-series-7': '#c09a74',
  '--dn-series-8': '#8e8e99',
  '--dn-mark-connection': '#82828d',
  '--dn-mark-request': '#58b0c6',
  '--dn-mark-command': '#a9a3f0',
  '--dn-mark-credential': '#f5b73d',
  '--dn-mark-file': '#e08fc0',
  '--dn-mark-client': '#9aa2ae',
  '--dn-shadow': '0 10px 34px rgb(0 0 0 / 0.55), 0 2px 8px rgb(0 0 0 / 0.4)',
}

const bridgeVariables = {
  '--mantine-color-body': 'var(--dn-canvas)',
  '--mantine-color-text': 'var(--dn-text)',
  '--mantine-color-dimmed': 'var(--dn-muted)',
  '--mantine-color-placeholder': 'var(--dn-faint)',
  '--mantine-color-default': 'var(--dn-panel)',
  '--mantine-color-default-hover': 'var(--dn-hover)',
  '--mantine-color-default-color': 'var(--dn-text)',
  '--mantine-color-default-border': 'var(--dn-line-strong)',
  '--mantine-color-error': 'var(--dn-danger)',
  '--mantine-color-anchor': 'var(--dn-accent-text)',
} as const

/** Our tokens, and Mantine's own variables led back to them. */
export const tokens: CSSVariablesResolver = () => ({
  variables: { '--dn-row': '32px', '--dn-rail': '212px', '--dn-top': '48px', '--dn-drawer': '480px' },
  light: { ...light, ...bridgeVariables },
  dark: { ...night, ...bridgeVariables },
})

/** Names of tokens with the ground each is read on: the kitchen shows their contrast. */
export const readable: readonly (readonly [ink: string, ground: string])[] = [
  ['--dn-text', '--dn-panel'],
  ['--dn-muted', '--dn-canvas'],
  ['--dn-faint', '--dn-panel'],
  ['--dn-accent-text', '--dn-panel'],
  ['--dn-accent-text', '--dn-selected'],
  ['--dn-accent-ink', '--dn-accent'],
  ['--dn-danger', '--dn-panel'],
  ['--dn-danger', '--dn-danger-soft'],
  ['--dn-good', '--dn-panel'],
  ['--dn-warn', '--dn-panel'],
]
