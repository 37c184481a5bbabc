// Typed lint: only what needs types (floating and misused promises, exhaustive switches). Biome does the rest.
import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/*.mjs', 'data/**'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
      'max-params': ['error', 3],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ['**/*.test.ts', '**/*.test.tsx', 'tests/**', 'bench/**'], rules: { 'max-lines-per-function': 'off' } },
  {
    files: ['**/src/**/*.ts', '**/src/**/*.tsx'],
    ignores: ['packages/outbound/**', 'apps/web/**', 'apps/cli/**', '**/*.test.ts'],
    rules: { 'no-restricted-globals': ['error', { name: 'fetch', message: 'Egress is a port: take it as an argument.' }] },
  },
)
