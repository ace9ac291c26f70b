import { defineConfig } from 'vitest/config';

/** They change nothing that outlives a test, so that files may share a process, and with it what loading the engine costs. */
const SHARING = ['cli', 'grammar', 'lsp', 'rules', 'surfaces', 'unit'].map((folder) => `test/${folder}/**/*.test.ts`);
/** Measures itself against limits of time and memory. */
const ALONE = 'test/unit/**/hostile.test.ts';
const ELSEWHERE = ['test/host/**', 'node_modules/**'];

export default defineConfig({
  test: {
    setupFiles: ['test/support/seed.ts'],
    testTimeout: 120_000,
    // All processors: the tests are run alone.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: { name: 'sharing', isolate: false, include: SHARING, exclude: [ALONE, ...ELSEWHERE] },
      },
      {
        extends: true,
        test: {
          name: 'apart',
          include: ['test/**/*.test.ts', ALONE],
          exclude: [...ELSEWHERE, ...SHARING.filter((one) => one !== ALONE)],
        },
      },
    ],
  },
});
