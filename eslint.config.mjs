import tseslint from 'typescript-eslint';

// Biome formats and does the quick lint; this adds only what needs types.
export default tseslint.config(
  { ignores: ['**/*.mjs', '**/*.cjs', '**/*.js', 'dist/**', 'out/**', 'node_modules/**', '**/*.generated.ts'] },
  {
    files: ['**/*.ts'],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: {
        project: [
          ...['server/tsconfig.json', 'client/tsconfig.json', 'test/tsconfig.json'],
          'client/webview/trustMap/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: 'test' }] },
      ],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/only-throw-error': 'error',
    },
  },
);
