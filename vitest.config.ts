import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/host/**', 'node_modules/**'],
    setupFiles: ['test/support/seed.ts'],
    testTimeout: 30_000,
  },
});
