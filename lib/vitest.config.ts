import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const ruleTests = 'lib/risk/rules/*/*.test.ts'

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: {
    alias: {
      '@': fileURLToPath(new URL('..', import.meta.url)),
      'server-only': fileURLToPath(new URL('./launch/server-only-in-tests.ts', import.meta.url)),
    },
  },
  test: {
    globalSetup: [fileURLToPath(new URL('./engines/prisma/bundle-worker-for-tests.ts', import.meta.url))],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: ['lib/**/*.test.ts', 'components/**/*.test.ts'],
          exclude: [ruleTests, '**/node_modules/**'],
        },
      },
      // One small file for each rule: pure, so they may share a process and its parser.
      { extends: true, test: { name: 'rules', include: [ruleTests], isolate: false } },
    ],
  },
})
