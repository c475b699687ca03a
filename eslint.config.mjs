// Lint rules: typescript-eslint with type information, and the walls between layers that types cannot draw.
import tseslint from 'typescript-eslint';

const CORE = [
  'base',
  'api',
  'schema',
  'manifest',
  'kustomize',
  'workspace',
  'diagnostics',
  'features',
  'cluster',
  'dryrun',
];

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'out/',
      'node_modules/',
      'test-results/',
      '**/*.generated.*',
      '.vscode-test/',
      'test/host/tools/',
      '**/*.mjs',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'describe', 'it', 'suite'] },
          ],
        },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'no-restricted-imports': ['error', { paths: [{ name: 'fs', message: 'node:fs' }] }],
    },
  },
  {
    // Five decisions, no. 2 and 4: the core has no clock, no randomness, no locale and no I/O.
    files: CORE.map((layer) => `server/src/${layer}/**/*.ts`),
    rules: {
      'no-restricted-globals': ['error', 'Date', 'process', 'console', 'setTimeout', 'fetch'],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'draw from a Prng' },
        { property: 'localeCompare', message: 'compareText is the same on every machine' },
        { property: 'toLocaleString', message: 'depends on the locale' },
      ],
    },
  },
);
